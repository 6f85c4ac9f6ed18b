"""The week in numbers, for the channel: a chart, what it says for who cannot see it, and a sentence."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.texts import Mrkdwn, Texts, mention
from bot.ui.blocks import within
from bot.ui.reminders import Links, reference
from bot.ui.weekly_report_chart import Bars, Chart, png
from workflows.requests.queries import Held
from workflows.rules.policy import APPROVERS
from workflows.rules.weekly_numbers import STEPS, Now, Report, Step

_BRAND = 120


@dataclass(frozen=True)
class Shown:
    """A picture to upload: its title, what it shows in words (plain), the message with it (mrkdwn), its bytes."""

    title: str
    alt: str
    message: Mrkdwn
    picture: bytes


def shown(texts: Texts, report: Report) -> Shown:
    """The report as it is posted."""
    title = texts("report.title", day=texts.day(_at(texts, report.last.begins)))
    return Shown(title, _alt(texts, report), _message(texts, report), png(_chart(texts, report)))


def numbers(texts: Texts, now: Now, oldest: Held | None, links: Links) -> Mrkdwn:
    """How it stands at this moment, for approvers. `oldest`: what has waited for longest; `links`: where a request's
    card is."""
    by_state = ", ".join(
        f"{texts(f'report.step.{state}')} {texts.number(now.waiting[state])}" for state in STEPS if state in now.waiting
    )
    lines = [texts.md("stats.waiting", count=sum(now.waiting.values()))]
    if oldest:
        lines[0] = texts.md("stats.waiting_by_state", waiting=lines[0], states=by_state)
        holder = oldest.reminder.holder
        lines.append(
            texts.md(
                "stats.oldest",
                brand=within(oldest.request.brand, _BRAND),
                reference=reference(oldest.request, links),
                holder=texts.md("digest.the_leads") if holder == APPROVERS else mention(holder),
                since=texts.since(oldest.reminder.since),
            )
        )
    lines.append(texts.md("stats.delivered", count=now.delivered))
    for key, week in zip(("stats.this_week", "stats.last_week"), reversed(now.report.weeks), strict=False):
        asked = texts.md("report.asked_count", count=week.asked)
        lines.append(texts.md(key, asked=asked, live=texts.md("report.live_count", count=week.live)))
    steps = ", ".join(f"{_named(texts, step)} {_days(texts, step)}" for step in now.report.steps)
    lines.append(texts.md("stats.steps", steps=steps))
    return Mrkdwn("\n".join(lines))


def _at(texts: Texts, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=texts.zone)


def _message(texts: Texts, report: Report) -> Mrkdwn:
    last = report.last
    said = texts.md(
        "report.sentence",
        asked=texts.md("report.asked_count", count=last.asked),
        live=texts.md("report.live_count", count=last.live),
    )
    step = report.longest
    if step is None:
        return said
    longest = texts.md("report.longest", step=_named(texts, step), days=_days(texts, step))
    return Mrkdwn(f"{said}\n{longest}")


def _named(texts: Texts, step: Step) -> str:
    return texts(f"report.step.{step.state}")


def _days(texts: Texts, step: Step) -> str:
    if step.days is None:
        return texts("report.no_days")
    if 0 < step.days < 0.05:
        return texts("report.hardly")
    return texts("report.days", days=texts.decimal(step.days))


def _alt(texts: Texts, report: Report) -> str:
    return texts(
        "report.alt",
        first=texts.day(_at(texts, report.weeks[0].begins)),
        asked=", ".join(texts.number(week.asked) for week in report.weeks),
        live=", ".join(texts.number(week.live) for week in report.weeks),
        steps="; ".join(f"{_named(texts, step)} {_days(texts, step)}" for step in report.steps),
    )


def _chart(texts: Texts, report: Report) -> Chart:
    return Chart(
        weeks_title=texts("report.weeks"),
        weeks=[texts.short_day(_at(texts, week.begins)) for week in report.weeks],
        asked=Bars(texts("report.asked"), [week.asked for week in report.weeks]),
        live=Bars(texts("report.live"), [week.live for week in report.weeks]),
        steps_title=texts("report.steps"),
        steps=[(_named(texts, step), step.days or 0.0, _days(texts, step)) for step in report.steps],
    )
