"""What both backends spare when Django puts a SELECT together, which takes longer than most statements take to run.

Django 5.2 hashes each selected column wherever a query has an order, and compiles the columns of a model anew for each
query. The statements stay the same, letter by letter: tests/test_selecting.py compares them with Django's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db.models.expressions import Col
from django.db.models.sql import compiler

# By model and backend: every column of its table with its SQL, and what makes Python values of them.
_columns: dict[tuple[type, str], tuple[Any, ...]] = {}
_converters: dict[tuple[type, str], dict[int, Any]] = {}


# The types of Django leave out what a backend overrides.
_Compiler: Any = compiler.SQLCompiler


class Selecting(_Compiler):  # type: ignore[misc]
    """Django's compiler, which remembers the columns of whole rows and orders by name without hashing them."""

    select: Any
    _rows_of: tuple[type, str] | None = None

    def compile(self, node: Any) -> Any:
        """As Django's, which asks a column first whether this backend has words of its own for it: none has."""
        if type(node) is not Col or node.alias is None:
            return super().compile(node)
        quoted = self.quote_name_unless_alias
        return f"{quoted(node.alias)}.{quoted(node.target.column)}", []

    def get_select(self, with_col_aliases: bool = False) -> tuple[Any, Any, Any]:
        """As Django's; for whole rows of a model's own table alone, the columns are those that it compiled before."""
        key = None if with_col_aliases else self._whole_rows()
        if key is None:
            found: tuple[Any, Any, Any] = super().get_select(with_col_aliases)
            return found
        self._rows_of = key
        if key not in _columns:
            _columns[key] = tuple(super().get_select()[0])
        columns = list(_columns[key])
        return columns, {"model": self.query.model, "select_fields": list(range(len(columns)))}, {}

    def _whole_rows(self) -> tuple[type, str] | None:
        """The model and the backend, where a query selects all that a model has and nothing else."""
        query, model = self.query, self.query.model
        narrowed = query.select_related or query.annotation_select or query.extra_select or query.selected is not None
        if narrowed or not query.default_cols or query.deferred_loading != (frozenset(), True):
            return None
        meta = model._meta
        # A model of a migration is not the one that the code has.
        if meta.parents or meta.proxy or meta.apps is not apps or query.get_initial_alias() != meta.db_table:
            return None
        return model, self.connection.vendor

    def get_converters(self, expressions: Iterable[Any]) -> dict[int, Any]:
        """As Django's; for whole rows, those that were found before."""
        if self._rows_of is None or self.has_extra_select:
            found: dict[int, Any] = super().get_converters(expressions)
            return found
        if self._rows_of not in _converters:
            _converters[self._rows_of] = super().get_converters(expressions)
        return _converters[self._rows_of]

    def _order_by_pairs(self) -> Iterator[Any]:
        """As Django's; where no column has a name of its own and the order is by names, there is nothing to look up."""
        meta = self.query.get_meta()
        order = (*self.query.order_by, *self.query.extra_order_by, *(meta.ordering if meta else ()))
        named = any(alias for _, _, alias in self.select or ())
        if named or self.query.combinator or not all(isinstance(one, str) for one in order):
            yield from super()._order_by_pairs()
            return
        held, self.select = self.select, None
        try:
            pairs = list(super()._order_by_pairs())
        finally:
            self.select = held
        yield from pairs
