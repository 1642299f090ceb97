"""Responses of a month by unit, and beside them what cannot be counted without guessing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Generic, NamedTuple, TypeVar

from heard.methods.fft.shares import percent

ANSWERS = 6
Unit = TypeVar("Unit", bound=Hashable)


class Month(NamedTuple):
    """A calendar month.

    >>> Month(2026, 12).first, Month(2026, 12).last, str(Month(2026, 3)), Month(2026, 12).next
    (datetime.date(2026, 12, 1), datetime.date(2026, 12, 31), '2026-03', Month(year=2027, month=1))
    >>> Month(2026, 3) < Month(2026, 4), date(2026, 3, 31) in Month(2026, 3)
    (True, True)
    """

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Month:
        """The month in which a day lies."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> Month:
        """The month after it."""
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and (day.year, day.month) == (self.year, self.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True, slots=True)
class Rated(Generic[Unit]):
    """One response, or `number` of them that are alike.

    `code` is the answer as the source numbers it; any but 1 to 6 is unknown, None is no rating and no response. `day`
    is None where nobody has decided it; `readings` are then the two dates that it may be, where they are known.
    """

    unit: Unit
    code: int | None
    day: date | None = None
    readings: tuple[date, date] | None = None
    mode: str = ""
    number: int = 1


@dataclass(frozen=True, slots=True)
class Ratings:
    """How often each answer was given: very good, good, neither, poor, very poor, don't know; and by which mode."""

    answers: tuple[int, ...] = (0,) * ANSWERS
    modes: Mapping[str, int] = field(default_factory=dict)

    @property
    def responses(self) -> int:
        """All responses, 'Don't know' among them: the denominator."""
        return sum(self.answers)

    @property
    def positive(self) -> int:
        """Very good and good."""
        return self.answers[0] + self.answers[1]

    @property
    def negative(self) -> int:
        """Poor and very poor."""
        return self.answers[3] + self.answers[4]

    @property
    def percent_positive(self) -> Decimal | None:
        """Of all responses; None where there are none."""
        return percent(self.positive, self.responses)

    @property
    def percent_negative(self) -> Decimal | None:
        """Of all responses; None where there are none."""
        return percent(self.negative, self.responses)

    def response_rate(self, eligible: int | None) -> Decimal | None:
        """Responses in percent of those who could have answered; None where that number is missing or 0."""
        return percent(self.responses, eligible)

    def __add__(self, other: Ratings) -> Ratings:
        """Both together.

        >>> (Ratings((1, 0, 0, 0, 0, 0), {"sms": 1}) + Ratings((0, 0, 0, 0, 2, 0), {"sms": 2})).modes
        {'sms': 3}
        """
        answers = tuple(mine + theirs for mine, theirs in zip(self.answers, other.answers, strict=True))
        return Ratings(answers, dict(Counter(self.modes) + Counter(other.modes)))


@dataclass(frozen=True, slots=True)
class Counted(Generic[Unit]):
    """A month. `units` holds those with responses; the other three say what stands beside, by unit, uncounted.

    `unknown_codes`: of the month, with a code that is none of the six. `undecided`: the date can be read in two ways
    and one of them lies in this month. `undated`: nothing says when; they may belong to any month.
    """

    month: Month
    units: Mapping[Unit, Ratings]
    unknown_codes: Mapping[Unit, int]
    undecided: Mapping[Unit, int]
    undated: Mapping[Unit, int]

    @property
    def total(self) -> Ratings:
        """All units together."""
        return sum(self.units.values(), Ratings())


def count(rated: Iterable[Rated[Unit]], month: Month) -> Counted[Unit]:
    """The month's responses by unit; see `Counted` for what stands beside them. Nothing is guessed or dropped.

    Raises ValueError where a number of responses is below 0, or a date that is decided has readings too.
    """
    answers: defaultdict[Unit, list[int]] = defaultdict(lambda: [0] * ANSWERS)
    modes: defaultdict[Unit, Counter[str]] = defaultdict(Counter)
    unknown, undecided, undated = Counter[Unit](), Counter[Unit](), Counter[Unit]()
    for one in rated:
        _check(one)
        if one.code is None or one.number == 0:
            continue
        if one.day is None:
            if one.readings is None:
                undated[one.unit] += one.number
            elif any(day in month for day in one.readings):
                undecided[one.unit] += one.number
        elif one.day not in month:
            continue
        elif 1 <= one.code <= ANSWERS:
            answers[one.unit][one.code - 1] += one.number
            modes[one.unit][one.mode] += one.number
        else:
            unknown[one.unit] += one.number
    units = {unit: Ratings(tuple(found), dict(modes[unit])) for unit, found in answers.items()}
    return Counted(month, units, dict(unknown), dict(undecided), dict(undated))


def count_months(rated: Iterable[Rated[Unit]]) -> dict[Month, Counted[Unit]]:
    """Every month in which something was said, in order.

    >>> list(map(str, count_months([Rated("A", 1, date(2026, 2, 1)), Rated("A", 1, date(2025, 9, 1)), Rated("A", 2)])))
    ['2025-09', '2026-02']
    """
    given = list(rated)
    months = sorted({Month.of(one.day) for one in given if one.day is not None and one.code is not None})
    return {month: count(given, month) for month in months}


def _check(one: Rated[Unit]) -> None:
    if one.number < 0:
        raise ValueError(f"{one.number} responses cannot be counted.")
    if one.day is not None and one.readings is not None:
        raise ValueError("A date that is decided has no readings: give either.")
