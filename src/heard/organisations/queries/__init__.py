"""What the room tells. Everything handed out is frozen and holds no model."""

from heard.organisations.queries.scopes import (
    actor,
    actor_by_email,
    closure,
    organisation,
    organisations,
    organisations_of,
    scope,
    spans_under,
)
from heard.organisations.queries.shapes import (
    OrganisationSummary,
    Scope,
    UnitSummary,
    organisation_summary,
    unit_summary,
)
from heard.organisations.queries.trees import (
    FoundUnit,
    TreeRow,
    UnitDetail,
    breadcrumbs,
    path_label,
    path_names,
    root_unit,
    search_units,
    tree,
    unit,
    unit_detail,
    units,
)
from heard.organisations.spans import Closure, Span

__all__ = [
    "Closure",
    "FoundUnit",
    "OrganisationSummary",
    "Scope",
    "Span",
    "TreeRow",
    "UnitDetail",
    "UnitSummary",
    "actor",
    "actor_by_email",
    "breadcrumbs",
    "closure",
    "organisation",
    "organisation_summary",
    "organisations",
    "organisations_of",
    "path_label",
    "path_names",
    "root_unit",
    "scope",
    "search_units",
    "spans_under",
    "tree",
    "unit",
    "unit_detail",
    "unit_summary",
    "units",
]
