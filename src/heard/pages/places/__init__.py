"""Places beside each other: `comparison` counts and hides, `page` says it; the board's page asks the first alone."""

from heard.pages.places.comparison import Comparison, Row, compare, least
from heard.pages.places.page import COLUMNS, PlacesPage, lines, page, verdict
from heard.pages.places.periods import Over, Period, period

__all__ = [
    "COLUMNS",
    "Comparison",
    "Over",
    "Period",
    "PlacesPage",
    "Row",
    "compare",
    "least",
    "lines",
    "page",
    "period",
    "verdict",
]
