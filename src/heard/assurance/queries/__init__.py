"""What the room tells. Everything handed out is frozen and holds no model."""

from heard.assurance.queries.counts import Beside, Doubt, Line, MonthCount, month_count
from heard.assurance.queries.public import Percentages, PublicMonth, percentages, published_months
from heard.assurance.queries.published import Shown, changes, published_rows
from heard.assurance.queries.returns import (
    STATES,
    MonthRow,
    Published,
    ReturnDetail,
    Submitted,
    differs,
    months,
    return_detail,
    submitted_file,
)

__all__ = [
    "STATES",
    "Beside",
    "Doubt",
    "Line",
    "MonthCount",
    "MonthRow",
    "Percentages",
    "PublicMonth",
    "Published",
    "ReturnDetail",
    "Shown",
    "Submitted",
    "changes",
    "differs",
    "month_count",
    "months",
    "percentages",
    "published_months",
    "published_rows",
    "return_detail",
    "submitted_file",
]
