"""One helper from a form's field to the NHS component that shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.widgets import ChoiceWidget
from django.utils.translation import gettext


@dataclass(frozen=True, slots=True)
class Component:
    """The name of an NHS component and the parameters that its macro takes."""

    name: str
    params: dict[str, Any]


def component(field: BoundField, **extra: Any) -> Component:
    """The NHS component for a bound field, with its label, hint, value and own error sentence.

    `extra` overrides or adds parameters (classes, legend size, width …). Widgets: text, e-mail, number, search and URL
    inputs, password, textarea, select, radio, checkboxes (one or many), file, date as three boxes (see DateField).

    >>> from django import forms
    >>> class Ask(forms.Form):
    ...     name = forms.CharField(label="Your name", help_text="As you want to be called")
    >>> from django.conf import settings
    >>> shown = component(Ask()["name"])
    >>> shown.name, shown.params["label"]["text"]
    ('input', 'Your name')
    """
    widget = field.field.widget
    base: dict[str, Any] = {"id": field.id_for_label or field.auto_id, "name": field.html_name}
    if field.help_text:
        base["hint"] = {"text": str(field.help_text)}
    if field.errors:
        base["errorMessage"] = {"text": str(field.errors[0]), "visuallyHiddenText": gettext("Error")}
    return _shown(field, widget, base, extra)


def _shown(field: BoundField, widget: forms.Widget, base: dict[str, Any], extra: dict[str, Any]) -> Component:
    if isinstance(widget, DateWidget):
        return _date(field, widget, base, extra)
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return _choices(field, widget, base, extra)
    if isinstance(widget, forms.CheckboxInput):
        item = {"value": "on", "text": str(field.label), "checked": bool(field.value())}
        # The component gives the id to its first box and to itself too, if it is told both.
        return Component("checkboxes", {**base, "id": None, "idPrefix": base["id"], "items": [item], **extra})
    labelled = {**base, "label": {"text": str(field.label), "classes": "nhsuk-label--s"}}
    if isinstance(widget, forms.Select):
        chosen = field.value()
        values = chosen if isinstance(chosen, (list, tuple)) else [chosen]
        texts = {str(value) for value in values if value is not None}
        items = [
            {"value": str(value), "text": str(text), "selected": str(value) in texts} for value, text in _flat(widget)
        ]
        return Component("select", {**labelled, "items": items, **extra})
    if isinstance(widget, forms.Textarea):
        rows = widget.attrs.get("rows", 5)
        return Component("textarea", {**labelled, "value": field.value() or "", "rows": rows, **extra})
    if isinstance(widget, forms.FileInput):
        attributes = {"accept": widget.attrs["accept"]} if "accept" in widget.attrs else {}
        return Component("fileUpload", {**labelled, "attributes": attributes, **extra})
    kind = getattr(widget, "input_type", "text")
    value = field.value()
    params: dict[str, Any] = {**labelled, "type": kind, "value": "" if value is None else str(value)}
    if kind == "password":
        params.pop("value")
        params.pop("type")
    attributes = {
        name: str(text)
        for name, text in widget.attrs.items()
        if name in {"inputmode", "spellcheck", "min", "max", "list"}
    }
    if "autocomplete" in widget.attrs:
        params["autocomplete"] = widget.attrs["autocomplete"]
    if attributes:
        params["attributes"] = attributes
    return Component("passwordInput" if kind == "password" else "input", {**params, **extra})


def _flat(widget: ChoiceWidget) -> list[tuple[Any, Any]]:
    flat: list[tuple[Any, Any]] = []
    for value, text in widget.choices:
        flat.extend(text if isinstance(text, (list, tuple)) else [(value, text)])
    return flat


def _choices(field: BoundField, widget: ChoiceWidget, base: dict[str, Any], extra: dict[str, Any]) -> Component:
    chosen = field.value()
    values = chosen if isinstance(chosen, (list, tuple, set)) else [chosen]
    texts = {str(value) for value in values if value is not None}
    hints: dict[str, str] = getattr(field.field, "item_hints", {})
    items = []
    for value, text in _flat(widget):
        item: dict[str, Any] = {"value": str(value), "text": str(text), "checked": str(value) in texts}
        if hint := hints.get(str(value)):
            item["hint"] = {"text": hint}
        items.append(item)
    legend = extra.pop("legend", {"text": str(field.label), "size": "s"})
    params = {**base, "idPrefix": base["id"] or field.html_name, "items": items, "fieldset": {"legend": legend}}
    params.pop("id")
    # Django's checkboxes are a kind of radios.
    several = isinstance(widget, forms.CheckboxSelectMultiple)
    return Component("checkboxes" if several else "radios", {**params, **extra})


def _date(field: BoundField, widget: DateWidget, base: dict[str, Any], extra: dict[str, Any]) -> Component:
    value = widget.decompress(field.value())
    error = bool(field.errors)
    boxes = {
        part: {
            "id": f"{base['id']}-{part}",
            "name": f"{field.html_name}_{index}",
            "value": value[index] or "",
            "errorMessage": error,
        }
        for index, part in enumerate(("day", "month", "year"))
    }
    legend = extra.pop("legend", {"text": str(field.label), "size": "s"})
    return Component("dateInput", {**base, **boxes, "fieldset": {"legend": legend}, **extra})


class DateWidget(forms.MultiWidget):
    """Day, month and year in three boxes, as the NHS service manual asks."""

    def __init__(self) -> None:
        super().__init__([forms.NumberInput(), forms.NumberInput(), forms.NumberInput()])

    def decompress(self, value: Any) -> list[Any]:
        """A date (or what was typed) as three parts."""
        if value is None or value == "":
            return [None, None, None]
        if isinstance(value, (list, tuple)):
            return list(value)
        return [value.day, value.month, value.year]


class DateField(forms.MultiValueField):
    """A date in three boxes. `missing` and `wrong` are the two sentences that it answers with."""

    widget = DateWidget

    def __init__(self, *, missing: str, wrong: str, **options: Any) -> None:
        parts = [forms.IntegerField(required=False) for _ in range(3)]
        self.wrong = wrong
        super().__init__(
            parts, require_all_fields=False, error_messages={"required": missing, "invalid": wrong}, **options
        )

    def clean(self, value: Any) -> Any:
        """A date, or None where none is needed."""
        from datetime import date

        given = [str(part).strip() for part in value or [] if str(part or "").strip()]
        if not given:
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return None
        try:
            day, month, year = (int(part) for part in value)
            return date(year, month, day)
        except (TypeError, ValueError):
            raise forms.ValidationError(self.wrong, code="invalid") from None

    def compress(self, data_list: list[Any]) -> Any:
        """Not used: clean does the whole work."""
        return data_list


def error_list(form: forms.BaseForm) -> list[dict[str, str]]:
    """What the error summary lists: one sentence a field with a link to it, then the form's own."""
    found = []
    for field in form:
        if field.errors:
            first = (
                f"{field.auto_id}-day"
                if isinstance(field.field.widget, DateWidget)
                else (field.id_for_label or field.auto_id)
            )
            found.append({"text": str(field.errors[0]), "href": f"#{first}"})
    found.extend({"text": str(text)} for text in form.non_field_errors())
    return found


__all__ = ["Component", "DateField", "DateWidget", "component", "error_list"]
