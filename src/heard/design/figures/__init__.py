"""Figures: a chart as SVG with its sentence and its table. Start reading at `chart.Chart`.

Drawn here, without a charting library: see docs/adr/0008-figures.md.
"""

from heard.design.figures.bars import BarRow, Bars, bars
from heard.design.figures.chart import Chart, Mark
from heard.design.figures.control import Point, control_chart
from heard.design.figures.funnel import Limits, Place, funnel_plot
from heard.design.figures.icons import Sign, legend, sign, signs
from heard.design.figures.trend import Series, bars_over_time, share_over_time

__all__ = [
    "BarRow",
    "Bars",
    "Chart",
    "Limits",
    "Mark",
    "Place",
    "Point",
    "Series",
    "Sign",
    "bars",
    "bars_over_time",
    "control_chart",
    "funnel_plot",
    "legend",
    "share_over_time",
    "sign",
    "signs",
]
