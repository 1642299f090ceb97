"""The services tree, read once for a request that changes nothing: a page asks for the same parts of it many times."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from heard.organisations.queries.shapes import OrganisationSummary, UnitSummary

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_answers: ContextVar[dict[Any, Any] | None] = ContextVar("answers", default=None)
_UNITS, _ORGANISATIONS = "units", "organisations"


@contextmanager
def read_once() -> Iterator[None]:
    """Within it, what this module keeps is asked of the database once. Not for code that changes the tree."""
    token = _answers.set({_UNITS: {}, _ORGANISATIONS: {}})
    try:
        yield
    finally:
        _answers.reset(token)


def kept(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """A query whose answer is kept within `read_once`. Its arguments can be hashed, and nobody changes its answer."""

    @wraps(function)
    def asked(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        answers = _answers.get()
        if answers is None:
            return function(*args, **kwargs)
        key = (function, args, tuple(sorted(kwargs.items())))
        if key not in answers:
            answers[key] = function(*args, **kwargs)
        answer: Result = answers[key]
        return answer

    return asked


def known_units() -> dict[int, UnitSummary]:
    """The units that were read so far, by id, to look into and add to; outside of `read_once` a new one each time."""
    answers = _answers.get()
    found: dict[int, UnitSummary] = {} if answers is None else answers[_UNITS]
    return found


def known_organisations() -> dict[int, OrganisationSummary]:
    """As known_units, for organisations."""
    answers = _answers.get()
    found: dict[int, OrganisationSummary] = {} if answers is None else answers[_ORGANISATIONS]
    return found
