"""The NHS components as functions of their parameters, each rendered once for the same parameters.

A component of nhsuk-frontend-jinja takes .5 to 4 ms, since each includes templates that import others, and a page has
about thirty of them: the same header, buttons and fields for one person all day. What a component shows depends on its
parameters alone (its templates see neither request nor user), so that two equal calls give equal HTML whoever asks.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache, partial
from typing import Any, Final

from jinja2 import Environment, Undefined
from markupsafe import Markup, escape

# Where each macro stands in nhsuk-frontend-jinja. Components that hold what people say are not among them.
MACROS: Final[Mapping[str, str]] = {
    "backLink": "back-link",
    "breadcrumb": "breadcrumb",
    "button": "button",
    "checkboxes": "checkboxes",
    "dateInput": "date-input",
    "fileUpload": "file-upload",
    "footer": "footer",
    "header": "header",
    "input": "input",
    "radios": "radios",
    "select": "select",
    "tag": "tag",
}
# Of each component: a checkbox list of services has some 20 KB.
_KEPT: Final = 500
# Stands for what somebody typed, which is put in after rendering: it is not kept, and what is kept fits every value.
_TYPED: Final = "\ue000"
_Component = Callable[..., Markup]


class _Call:
    """A component and its parameters, equal to another call where both are the same through and through."""

    __slots__ = ("hashed", "key", "params")

    def __init__(self, params: Mapping[str, Any]) -> None:
        self.params = params
        self.key = _frozen(params)
        self.hashed = hash(self.key)

    def __hash__(self) -> int:
        return self.hashed

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Call) and self.key == other.key


def _frozen(value: Any) -> Hashable:
    """Parameters as something that can be compared. 1, True, '1' and safe HTML are four things.

    Raises TypeError for what cannot be compared by its content.
    """
    kind = type(value)
    if kind is str or value is None:
        return value  # type: ignore[no-any-return]
    if kind is dict:
        return (dict, *((name, _frozen(one)) for name, one in value.items()))
    if kind is list or kind is tuple:
        return (list, *map(_frozen, value))
    if kind is bool or kind is int or kind is Markup:
        return (kind, value)
    if isinstance(value, Undefined):
        return Undefined
    raise TypeError(f"{kind.__name__} is no parameter whose content can be compared.")


def components(environment: Environment) -> dict[str, _Component]:
    """Every component of MACROS by the name of its macro, for the globals of an environment."""
    made = {name: _kept(environment, name, folder) for name, folder in MACROS.items()}
    # The NHS page template imports its own header and footer under their names.
    return made | {
        "input": partial(_filled, made["input"]),
        "dateInput": partial(_dated, made["dateInput"]),
        "pageHeader": made["header"],
        "pageFooter": made["footer"],
    }


def _kept(environment: Environment, name: str, folder: str) -> _Component:
    def macro() -> _Component:
        found: _Component = getattr(environment.get_template(f"nhsuk/components/{folder}/macro.jinja").module, name)
        return found

    @lru_cache(maxsize=_KEPT)
    def rendered(call: _Call) -> Markup:
        return macro()(call.params)

    def component(params: Mapping[str, Any] | None = None, *, keep: bool = True, **more: Any) -> Markup:
        given = params or {}
        if more or not keep:  # `caller`: a block of the page between the component's tags
            return macro()(given, **more)
        try:
            call = _Call(given)
        except TypeError:
            return macro()(given)
        return rendered(call)

    return component


def _filled(component: _Component, params: Mapping[str, Any] | None = None, **more: Any) -> Markup:
    """An input with the value that somebody typed."""
    given = params or {}
    value = given.get("value")
    if type(value) is not str or not value:
        return component(given, **more)
    if '"' in value or _TYPED in value:  # a quotation mark changes the quotes around it
        return component(given, keep=False, **more)
    shown = component({**given, "value": _TYPED}, **more)
    return Markup(str(shown).replace(_TYPED, str(escape(value))))  # noqa: S704  (escaped here)


def _dated(component: _Component, params: Mapping[str, Any] | None = None, **more: Any) -> Markup:
    """A date input; one that somebody filled in is not kept."""
    items = (params or {}).get("items") or ()
    return component(params, keep=not any(item.get("value") for item in items), **more)
