"""Statements that are put together the quick way are Django's, letter by letter, and so are their rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Lower
from django.db.models.sql.compiler import SQLCompiler

from heard.store.rows import by_key
from heard.store.selecting import Selecting

pytestmark = pytest.mark.django_db
Make = Callable[[type[models.Model]], QuerySet[Any]]


def related(model: type[models.Model]) -> list[str]:
    """The keys to other rows of a model."""
    return [field.name for field in model._meta.concrete_fields if field.is_relation]


def first(model: type[models.Model]) -> str:
    """The name of a model's first column; the key may be of several."""
    return model._meta.concrete_fields[0].attname


def rows(model: type[models.Model]) -> QuerySet[Any]:
    """Rows of a model with a first column."""
    return model._base_manager.filter(**{f"{first(model)}__isnull": False})


QUERIES: dict[str, Make] = {
    "whole rows": lambda model: model._base_manager.all(),
    "chosen, in order": lambda model: rows(model).order_by(f"-{first(model)}"),
    "locked": lambda model: rows(model).select_for_update(of=("self",)).order_by(first(model)),
    "the first": lambda model: rows(model).order_by(first(model))[:1],
    "with related rows": lambda model: rows(model).select_related(*related(model)).order_by(first(model)),
    "by related rows": lambda model: rows(model).order_by(*(f"{name}__pk" for name in related(model)), first(model)),
    "some columns": lambda model: rows(model).only(first(model)).order_by(first(model)),
    "but one column": lambda model: rows(model).defer(model._meta.concrete_fields[-1].name),
    "values": lambda model: rows(model).order_by(first(model)).values_list(first(model), flat=True),
    "annotated": lambda model: rows(model).annotate(n_=Value(1), k_=F(first(model))).order_by("k_", F("n_").desc()),
    "by an expression": lambda model: rows(model).order_by(F(first(model)).desc(nulls_last=True)),
    "grouped": lambda model: rows(model).values(first(model)).annotate(n_=Count(first(model))).order_by("-n_"),
    "counted in rows": lambda model: rows(model).annotate(n_=Count(first(model))).order_by(first(model)),
    "distinct": lambda model: rows(model).order_by(first(model)).distinct(),
    "one and another": lambda model: (
        rows(model).order_by().union(model._base_manager.order_by()).order_by(first(model))
    ),
    "in others": lambda model: rows(model).filter(Exists(rows(model).filter(**{first(model): OuterRef(first(model))}))),
    "extra": lambda model: rows(model).extra(select={"two": "2"}).order_by("two"),
}


@pytest.fixture(params=list(QUERIES))
def query(request: pytest.FixtureRequest) -> Make:
    """Each kind of query."""
    return QUERIES[request.param]


def test_every_model_is_asked_for_by_the_statement_that_django_writes(query: Make) -> None:
    for model in apps.get_models():
        if model._meta.proxy:
            continue
        asked = query(model).query
        for _ in range(2):  # the second time from what was remembered
            own = connection.ops.compiler("SQLCompiler")
            quick, slow = (kind(asked.clone(), connection, "default") for kind in (own, SQLCompiler))
            assert isinstance(quick, Selecting)
            assert quick.as_sql() == slow.as_sql(), model
            assert told(quick) == told(slow), model


def told(compiler: Any) -> tuple[Any, ...]:
    """What a compiler says of its columns: which belong to the row, which are annotations, what converts them."""
    columns = [column for column, _, _ in compiler.select]
    converters = {
        place: ([one.__qualname__ for one in found], column)
        for place, (found, column) in compiler.get_converters(columns).items()
    }
    row = {name: compiler.klass_info[name] for name in ("model", "select_fields")} if compiler.klass_info else None
    return converters, row, compiler.annotation_col_map


def test_rows_are_the_same_after_other_columns_were_asked_for() -> None:
    model = apps.get_model("organisations", "Organisation")
    made = model._base_manager.create(code="one", name="One", kind="acute", sector="nhs")
    for _ in range(2):
        assert model._base_manager.order_by(Lower("name")).get(pk=made.pk).opened_on == made.opened_on
        assert list(model._base_manager.only("code").values_list("code", "opened_on")) == [("one", made.opened_on)]
        assert model._base_manager.get(code="one").public_facts == made.public_facts
        assert model._base_manager.annotate(n=Count("pk")).get().n == 1


def test_a_record_by_its_key_is_the_one_that_django_makes() -> None:
    model = apps.get_model("organisations", "Organisation")
    model._base_manager.create(code="one", name="One", kind="acute", sector="nhs", brand={"name": "Ours"})
    made = model._base_manager.create(code="two", name="Two", kind="acute", sector="nhs", opened_on=date(2026, 4, 1))
    for _ in range(2):
        found, same = by_key(model, "code", "two"), model._base_manager.get(pk=made.pk)
        assert found == same
        assert {**vars(found), "_state": None} == {**vars(same), "_state": None}
        assert (found._state.db, found._state.adding) == ("default", False)
    assert by_key(model, "id", made.pk) == made
    assert by_key(model, "code", "three") is None
