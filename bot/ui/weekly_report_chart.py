"""The chart of the weekly report, drawn by hand: a library for charts would be far larger than the rest of the bot."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

_FONTS = Path(__file__).with_name("fonts")
WIDTH, HEIGHT = 1200, 556
_MARGIN, _GAP = 48, 80
_TOP, _BOTTOM = 126, 70  # the bars of the weeks stand between
_PAPER, _INK, _PALE, _LINE, _TRACK = "#ffffff", "#1d1c1d", "#5b6069", "#d5d8dd", "#eef0f3"
_ASKED, _LIVE, _STEP = "#2f6db5", "#1f8a70", "#6b5bb5"


@dataclass(frozen=True)
class Bars:
    """A row of bars: what they count, and how many each."""

    name: str
    counts: Sequence[int]


@dataclass(frozen=True)
class Chart:
    """What stands in the chart, in the reader's words. `steps`: name, length, length in words."""

    weeks_title: str
    weeks: Sequence[str]
    asked: Bars
    live: Bars
    steps_title: str
    steps: Sequence[tuple[str, float, str]]


def png(chart: Chart) -> bytes:
    """The picture."""
    # Not at the top: it costs 14 MB of memory, which a bot without a weekly report does not need.
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    pen = ImageDraw.Draw(picture)
    middle = (WIDTH + _GAP) // 2
    _draw_weeks(pen, chart, _MARGIN, middle - _GAP)
    _draw_steps(pen, chart, middle, WIDTH - _MARGIN)
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()


def _draw_weeks(pen: "ImageDraw", chart: Chart, left: int, right: int) -> None:
    pen.text((left, 36), chart.weeks_title, fill=_INK, font=_font(20, bold=True))
    at = float(left)
    for bars, colour in ((chart.asked, _ASKED), (chart.live, _LIVE)):
        pen.rectangle((at, 74, at + 16, 90), fill=colour)
        pen.text((at + 24, 82), bars.name, fill=_PALE, font=_font(17), anchor="lm")
        at += 24 + pen.textlength(bars.name, _font(17)) + 32
    floor = HEIGHT - _BOTTOM
    most = max([1, *chart.asked.counts, *chart.live.counts])
    slot = (right - left) / len(chart.weeks)
    width = slot * 0.36
    for number, week in enumerate(chart.weeks):
        centre = left + slot * (number + 0.5)
        for bars, colour, start in ((chart.asked, _ASKED, centre - width - 1), (chart.live, _LIVE, centre + 1)):
            count = bars.counts[number]
            top = floor - (floor - _TOP - 24) * count / most
            pen.rectangle((start, min(top, floor - 1), start + width, floor), fill=colour if count else _LINE)
            pen.text(
                (start + width / 2, top - 5), str(count), fill=_INK if count else _PALE, font=_font(16), anchor="mb"
            )
        pen.text((centre, floor + 12), week, fill=_PALE, font=_font(16), anchor="mt")
    pen.line((left, floor, right, floor), fill=_LINE, width=1)


def _draw_steps(pen: "ImageDraw", chart: Chart, left: int, right: int) -> None:
    pen.text((left, 36), chart.steps_title, fill=_INK, font=_font(20, bold=True))
    longest = max([length for _, length, _ in chart.steps] + [0.0]) or 1.0
    each = (HEIGHT - 40 - 82) / max(1, len(chart.steps))
    for number, (name, length, said) in enumerate(chart.steps):
        top = 82 + each * number
        pen.text((left, top), name, fill=_INK, font=_font(17))
        pen.text((right, top), said, fill=_INK if length else _PALE, font=_font(17, bold=bool(length)), anchor="ra")
        pen.rectangle((left, top + 28, right, top + 44), fill=_TRACK)
        if length:
            pen.rectangle((left, top + 28, left + max(4, (right - left) * length / longest), top + 44), fill=_STEP)


@cache
def _font(size: int, *, bold: bool = False) -> "FreeTypeFont":
    from PIL import ImageFont

    # Of our own: the one that the library brings has no accents, and a server may have none at all.
    return ImageFont.truetype(str(_FONTS / f"DejaVuSans{'-Bold' if bold else ''}.ttf"), size)
