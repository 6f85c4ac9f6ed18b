"""The weekly report: readable in both languages, whatever the numbers are."""

import io
from datetime import date, timedelta

import pytest
from PIL import Image, ImageChops

from bot.texts import Texts
from bot.ui import weekly_report_chart as chart
from bot.ui.weekly_report import shown
from tests.unit.ui.pictures import BOTH, FRENCH
from workflows.rules.weekly_numbers import STEPS, WEEKS, Report, Step, Week

both = pytest.mark.parametrize("texts", BOTH, ids=lambda texts: texts.language)
MONDAY = date(2026, 11, 16)


def report(counts: list[int], days: list[float | None]) -> Report:
    begins = [MONDAY - timedelta(days=7 * (WEEKS - 1 - number)) for number in range(WEEKS)]
    weeks = tuple(Week(day, asked, asked // 2) for day, asked in zip(begins, counts, strict=True))
    return Report(weeks, tuple(Step(state, spent) for state, spent in zip(STEPS, days, strict=True)))


USUAL = report([3, 5, 2, 0, 7, 12, 4, 6], [0.4, 1.25, None, 0.01, 3.5, 6.0])
NOTHING = report([0] * WEEKS, [None] * len(STEPS))
MUCH = report([99_999] * WEEKS, [1_234.5] * len(STEPS))


def picture(texts: Texts, drawn: Report) -> Image.Image:
    return Image.open(io.BytesIO(shown(texts, drawn).picture))


@both
@pytest.mark.parametrize("drawn", [USUAL, NOTHING, MUCH], ids=["usual", "nothing", "much"])
def test_nothing_reaches_the_edge_of_the_picture(texts: Texts, drawn: Report) -> None:
    found = picture(texts, drawn)
    paper = Image.new("RGB", found.size, "#ffffff")
    left, top, right, bottom = ImageChops.difference(found, paper).getbbox() or (0, 0, 0, 0)
    assert min(left, top, found.width - right, found.height - bottom) >= 30


FILL: dict[str, object] = dict.fromkeys(("day", "asked", "live", "step", "days", "first", "steps"), "1") | {"count": 2}


@both
def test_the_font_has_every_character(texts: Texts) -> None:
    missing = bytes(chart._font(20).getmask("\uffff"))
    keys = [key for key in texts.keys() if key.startswith("report.")]  # noqa: SIM118 - not a dictionary
    words = "".join(texts(key, **FILL) for key in keys)
    said = {c for c in words + "0123456789,./" if c.strip()}
    assert {c for c in said if bytes(chart._font(20).getmask(c)) == missing} == set()


def test_a_bar_is_as_long_as_its_number() -> None:
    def ink(drawn: Report, colour: str) -> int:
        found = picture(FRENCH, drawn).convert("RGB")
        wanted = tuple(int(colour[n : n + 2], 16) for n in (1, 3, 5))
        return sum(count for count, pixel in found.getcolors(1 << 24) or [] if pixel == wanted)

    one, two = (report([0] * (WEEKS - 2) + [10, asked], [None] * len(STEPS)) for asked in (0, 10))
    legend = ink(NOTHING, chart._ASKED)
    assert ink(two, chart._ASKED) - legend == 2 * (ink(one, chart._ASKED) - legend)
    half, whole = (report([0] * WEEKS, [None] * (len(STEPS) - 2) + [spent, 4.0]) for spent in (2.0, 4.0))
    assert ink(half, chart._STEP) == pytest.approx(ink(whole, chart._STEP) * 0.75, rel=0.01)


@both
def test_who_cannot_see_it_reads_every_number(texts: Texts) -> None:
    alt = shown(texts, USUAL).alt
    assert "3, 5, 2, 0, 7, 12, 4, 6" in alt
    assert "1, 2, 1, 0, 3, 6, 2, 3" in alt
    for state in STEPS:
        assert texts(f"report.step.{state}") in alt
    assert texts.decimal(3.5) in alt
    assert len(shown(texts, MUCH).alt) < 1_000


def test_one_request_and_none() -> None:
    said = shown(FRENCH, report([0] * (WEEKS - 1) + [1], [None] * len(STEPS))).message
    assert said.replace("\u00a0", " ") == "La semaine dernière : 1 demande reçue, 0 marque en service."
