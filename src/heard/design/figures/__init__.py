"""Figures: a chart as SVG with its sentence and its table. Start reading at `chart.Chart`.

Drawn here, without a charting library: see docs/adr/0008-figures.md.
"""

from heard.design.figures.bars import BarRow, Bars, bars
from heard.design.figures.chart import Chart, Mark
from heard.design.figures.control import Point, control_chart
from heard.design.figures.trend import Series, bars_over_time, share_over_time

__all__ = [
    "BarRow",
    "Bars",
    "Chart",
    "Mark",
    "Point",
    "Series",
    "bars",
    "bars_over_time",
    "control_chart",
    "share_over_time",
]
