"""Comments that show a topic best, each telling something else: maximal marginal relevance."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from heard.methods.search.normalise import stems

_LENGTHS = (6, 45)


def representative(
    texts: Sequence[str], hits: Sequence[int], owners: Sequence[Hashable], most: int = 3, alike: float = 0.6
) -> tuple[int, ...]:
    """Places of up to `most` comments, best first, of different people and never nearly the same words.

    `hits[n]` is how many of the topic's phrases comment n has. Relevance is that number, less for a comment too short
    to tell anything or too long to read; from it the likeness to what is chosen already is taken (Carbonell and
    Goldstein 1998, SIGIR: maximal marginal relevance). Likeness is the share of words in common (Jaccard).

    >>> said = ["Parking fine again and nobody to ask", "Parking fine again and nobody to ask", "A fine after an hour"]
    >>> representative(said, [1, 1, 1], ["a", "b", "c"])
    (0, 2)
    """
    said = [frozenset(stems(text)) for text in texts]
    worth = [_worth(len(text.split()), hit, max(hits, default=1)) for text, hit in zip(texts, hits, strict=True)]
    left = sorted(range(len(texts)), key=lambda place: (-worth[place], place))[:400]
    chosen: list[int] = []
    while left and len(chosen) < most:
        best = max(left, key=lambda place: (worth[place] - _likeness(said, place, chosen), -place))
        chosen.append(best)
        left = [
            place
            for place in left
            if owners[place] != owners[best] and _share(said[place], said[best]) < alike and place != best
        ]
    return tuple(chosen)


def _worth(length: int, hits: int, most: int) -> float:
    short, long = _LENGTHS
    fit = min(1.0, length / short, long / max(length, 1))
    return fit * (0.5 + 0.5 * hits / max(most, 1))


def _likeness(said: Sequence[frozenset[str]], place: int, chosen: Sequence[int]) -> float:
    return max((_share(said[place], said[one]) for one in chosen), default=0.0)


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 1.0
