"""A component that is kept says the same as the macro that made it, and keeps nothing that somebody typed."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import pytest
from django.template import engines
from jinja2 import Environment
from markupsafe import Markup

from heard.design.components import MACROS, components

WORDS = {"id": "w", "name": "words", "label": {"text": "Words"}, "type": "search"}


@pytest.fixture
def environment() -> Environment:
    made: Environment = engines.all()[0].env  # type: ignore[attr-defined]  # Jinja2's backend has it
    return made


def _straight(environment: Environment, name: str, params: dict[str, Any]) -> str:
    return str(getattr(environment.get_template(f"nhsuk/components/{MACROS[name]}/macro.jinja").module, name)(params))


@pytest.mark.parametrize("value", ["", "ward", "<b>&'", '"the staff"', "\ue000", "ü £", None, 5, Markup("a&amp;b")])
def test_an_input_shows_what_was_typed_as_the_macro_does(environment: Environment, value: Any) -> None:
    params = {**WORDS, "value": value}
    kept = components(environment)["input"]
    assert str(kept(params)) == str(kept(params)) == _straight(environment, "input", params)


@pytest.mark.parametrize("name", ["button", "tag", "backLink", "select", "checkboxes", "header", "footer"])
def test_a_component_is_the_macros_own_html_the_second_time_too(environment: Environment, name: str) -> None:
    items = [{"value": "1", "text": "One & two", "checked": True}, {"value": "2", "html": Markup("<b>Two</b>")}]
    params = {"text": "Go <on>", "name": "n", "idPrefix": "i", "items": items, "logo": {"src": "/a.svg", "href": "/"}}
    kept = components(environment)[name]
    assert str(kept(params)) == str(kept(params)) == _straight(environment, name, params)


def test_values_that_only_look_alike_are_told_apart(environment: Environment) -> None:
    button = components(environment)["button"]
    shown = [str(button({"text": text})) for text in ("<i>1</i>", Markup("<i>1</i>"), 1, True)]
    assert len(set(shown)) == 4
    assert shown == [
        _straight(environment, "button", {"text": text}) for text in ("<i>1</i>", Markup("<i>1</i>"), 1, True)
    ]


def test_parameters_that_cannot_be_compared_are_rendered_each_time(environment: Environment) -> None:
    class Counting:
        shown = 0

        def __str__(self) -> str:
            Counting.shown += 1
            return f"shown {Counting.shown}"

    tag = components(environment)["tag"]
    text = Counting()
    assert str(tag({"text": text})) != str(tag({"text": text}))


def test_what_somebody_typed_is_not_kept(environment: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    module = environment.get_template("nhsuk/components/input/macro.jinja").module
    rendered: list[str] = []
    macro = vars(module)["input"]

    def watched(params: dict[str, Any]) -> Markup:
        rendered.append(params["value"])
        shown: Markup = macro(params)
        return shown

    monkeypatch.setitem(vars(module), "input", watched)
    kept = components(environment)["input"]
    assert 'value="pain"' in kept({**WORDS, "value": "pain"})
    assert 'value="shame"' in kept({**WORDS, "value": "shame"})
    assert len(rendered) == 1
    assert rendered[0] not in ("pain", "shame")


def test_the_frame_of_every_page_is_rendered_once(environment: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    made = environment.overlay()
    made.globals = {**environment.globals, **components(made)}
    rendered: list[str] = []

    def watch(name: str) -> None:
        def watched(_params: dict[str, Any]) -> Markup:
            rendered.append(name)
            return Markup(f"<{name}>")

        monkeypatch.setitem(vars(made.get_template(f"nhsuk/components/{name}/macro.jinja").module), name, watched)

    watch("header")
    watch("footer")
    for _ in range(2):
        page = made.get_template("design/base.jinja").render(frame={"brand_name": "Heard", "brand_logo": "/a.svg"})
        assert "<header>" in page
        assert "<footer>" in page
    assert rendered == ["header", "footer"]


def test_nothing_that_somebody_typed_is_kept(environment: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr("heard.design.components._Call.__init__", lambda self, params: seen.append(params) or 1 / 0)
    made = components(environment)
    for value in ('say "Curlew"', "Curlew"):
        with pytest.raises(ZeroDivisionError) if '"' not in value else nullcontext():
            made["input"]({**WORDS, "value": value})
    made["dateInput"]({"id": "d", "items": [{"name": "day", "value": "Curlew"}]})
    assert "Curlew" not in str(seen)
