"""What Explore's pages are given. Frozen, without a model behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from heard.coding.queries.languages import Language

# A count stops here: nobody reads more, and counting a common word to its end costs more than the page.
CAP: Final = 1_000
PAGE_SIZE: Final = 25


@dataclass(frozen=True, slots=True)
class Filters:
    """What somebody wants to see. Values within one field are alternatives; the fields all have to hold.

    Dates include their last day. `undated` asks for voices without a decided date alone, and overrides the dates.
    """

    unit_id: int | None = None
    from_date: date | None = None
    to_date: date | None = None
    undated: bool = False
    themes: tuple[int, ...] = ()
    sentiments: tuple[int, ...] = ()
    # At least this level, 1 to 3; 0 asks for nothing.
    seriousness: int = 0
    relations: tuple[int, ...] = ()
    channels: tuple[int, ...] = ()
    questions: tuple[int, ...] = ()
    sources: tuple[int, ...] = ()
    # 1 very good … 5 very poor, 6 don't know, 0 a code that no pack knows.
    ratings: tuple[int, ...] = ()
    # As typed into the search box.
    words: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many comments; where `capped`, there are more than `number`. `number` is None where it took too long."""

    number: int | None
    capped: bool = False

    def __str__(self) -> str:
        """As it stands on the page.

        >>> str(Count(1_000, capped=True)), str(Count(12_345)), str(Count(None))
        ('more than 1,000', '12,345', 'not counted')
        """
        if self.number is None:
            return "not counted"
        return f"more than {self.number:,}" if self.capped else f"{self.number:,}"


@dataclass(frozen=True, slots=True)
class Row:
    """One comment in a list. Themes are labels; sentiment is the name on the page ('' where there is none)."""

    answer_id: int
    voice_reference: str
    said_on: date | None
    unit_id: int
    service: str
    question: str
    words: str
    masked: bool
    rating: str
    relation: str
    channel: str
    themes: tuple[str, ...]
    sentiment: str
    seriousness: int
    # Where it is in another language than English.
    language: Language | None = None
    # False where the machine left it uncoded for that.
    coded: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """25 comments, newest first. `newer` and `older` are cursors for the neighbouring pages, '' where there is none.

    `problem` is the sentence to show instead of the rows where the search took too long.
    """

    rows: tuple[Row, ...]
    newer: str = ""
    older: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts that add up. Voices, each once, unless they say comments (answers with words)."""

    voices: int = 0
    with_words: int = 0
    # By rating: [0] a code that no pack knows, [1] very good … [5] very poor, [6] don't know.
    rated: tuple[int, int, int, int, int, int, int] = (0, 0, 0, 0, 0, 0, 0)
    comments: int = 0
    # Very positive … very negative; a comment without a sentiment is in none.
    sentiments: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)
    # At level 1, 2 and 3.
    seriousness: tuple[int, int, int] = (0, 0, 0)
    concerns_rated_good: int = 0

    @property
    def wordless(self) -> int:
        """Voices that rated and said nothing."""
        return self.voices - self.with_words

    @property
    def ratings(self) -> int:
        """The denominator of the percentage: voices rated 1 to 6 (the FFT counts 'don't know')."""
        return sum(self.rated[1:])

    @property
    def positive(self) -> int:
        """Voices rated Very good or Good."""
        return self.rated[1] + self.rated[2]

    @property
    def percent_positive(self) -> float | None:
        """(very good + good) of all ratings 1 to 6, in percent; None where nobody rated.

        >>> Figures(rated=(1, 6, 2, 0, 1, 0, 1)).percent_positive
        80.0
        """
        return 100 * self.positive / self.ratings if self.ratings else None

    @property
    def serious(self) -> int:
        """Comments at level 2 or 3."""
        return self.seriousness[1] + self.seriousness[2]


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a search. `figures` is None where they are not known, and `note` says why or what they cover."""

    figures: Figures | None
    # With the same filters but no period: voices whose date is undecided, in no week, month or chart.
    undated: int | None
    note: str = ""


class Interval(StrEnum):
    """The step of a trend."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class Point:
    """One step of a trend, by its first day. Its value is `voices`, or `comments` where a comment's filter is on."""

    start: date
    value: int
    # None where only the value is known (a trend of one sentiment or level).
    figures: Figures | None


@dataclass(frozen=True, slots=True)
class Trend:
    """A value over time without gaps: steps with nothing are there with 0. `unit_of_count`: 'voices' or 'comments'."""

    interval: Interval
    unit_of_count: str
    points: tuple[Point, ...]
    note: str = ""


class By(StrEnum):
    """By what a search can be broken down."""

    THEME = "theme"
    RELATION = "relation"
    CHANNEL = "channel"
    QUESTION = "question"
    SOURCE = "source"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Share:
    """One value of a breakdown: theme bit, relation or channel number, or the id of a question, source or unit."""

    value: int
    label: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The parts of a search, most comments first. Themes and questions overlap: a voice can be in several."""

    by: By
    shares: tuple[Share, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a filter: the value for Filters, its label, and the heading that it stands under ('' none)."""

    value: int
    label: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """The options of every filter that an organisation has."""

    themes: tuple[Choice, ...]
    sentiments: tuple[Choice, ...]
    seriousness: tuple[Choice, ...]
    relations: tuple[Choice, ...]
    channels: tuple[Choice, ...]
    questions: tuple[Choice, ...]
    sources: tuple[Choice, ...]
    ratings: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One code of an answer, for its history. `by` is the coder's version or the person's name."""

    answer_id: int
    number: int
    by: str
    by_person: bool
    # None for a run: it coded when the voice came in.
    at: datetime | None
    themes: tuple[str, ...]
    theme_bits: tuple[int, ...]
    sentiment: int | None
    sentiment_name: str
    seriousness: int
    level: str
    kinds: tuple[str, ...]
    hcat: str
    confidence: int | None
    reason: str
    current: bool
    # False where the machine left it uncoded, because it is in another language.
    coded: bool = True


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A saved view as its list shows it."""

    reference: str
    organisation_id: int
    name: str
    query: str
    shared: bool
    owner: str
    mine: bool
