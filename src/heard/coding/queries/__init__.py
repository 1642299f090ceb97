"""What Explore's pages, exports and checks read. Every function starts from a scope or an organisation.

A page that needs several parts of one search makes one `Search(scope, filters)` and asks that: `page(cursor)`,
`count()`, `summary()`, `trend(interval)`, `breakdown(by)`; what the parts share is then read once. The functions of
the same names, which take a scope and filters, are for those who need one part.
"""

from heard.coding.queries.choices import choices
from heard.coding.queries.codes import codes
from heard.coding.queries.export import EXPORT_HEADER, EXPORT_LIMIT, export_rows
from heard.coding.queries.parts import Search, breakdown, count, explore, summary, trend
from heard.coding.queries.saved import saved_view, saved_views
from heard.coding.queries.shapes import (
    CAP,
    PAGE_SIZE,
    Breakdown,
    By,
    Choice,
    Choices,
    CodeEntry,
    Count,
    Figures,
    Filters,
    Interval,
    Page,
    Point,
    Row,
    SavedSearch,
    Share,
    Summary,
    Trend,
)
from heard.coding.queries.side_by_side import PlaceFigures, SideBySide, side_by_side

__all__ = [
    "CAP",
    "EXPORT_HEADER",
    "EXPORT_LIMIT",
    "PAGE_SIZE",
    "Breakdown",
    "By",
    "Choice",
    "Choices",
    "CodeEntry",
    "Count",
    "Figures",
    "Filters",
    "Interval",
    "Page",
    "PlaceFigures",
    "Point",
    "Row",
    "SavedSearch",
    "Search",
    "Share",
    "SideBySide",
    "Summary",
    "Trend",
    "breakdown",
    "choices",
    "codes",
    "count",
    "explore",
    "export_rows",
    "saved_view",
    "saved_views",
    "side_by_side",
    "summary",
    "trend",
]
