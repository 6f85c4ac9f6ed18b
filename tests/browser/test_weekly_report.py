"""The weekly report, as the channel shows it."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.browser.hands import Hands
from workflows.requests.go_live import LiveStep
from workflows.requests.press import Press
from workflows.requests.results import Done, Draft
from workflows.requests.search import Search
from workflows.rules.policy import Person
from workflows.rules.states import State
from workflows.rules.store_lines import StoreLine


def a_day(hands: Hands) -> None:
    """Seven brands are asked for, and four get their tokens the day after."""
    playground = hands.playground
    assert playground.bot
    requests, team, made = playground.bot.services.requests, playground.workspace.slack.team_id, []
    for number in range(7):
        draft = Draft(f"Marque {number}", "a@b.c", (StoreLine("Magasin", f"shop-{number}"),))
        made.append(requests.submit(draft, Press(Person("UCLAIRE", False), team, f"ask-{number}")))
    playground.workspace.advance(timedelta(days=1))
    for number, done in enumerate(made[:4]):
        assert isinstance(done, Done)
        token = f"pongo-4f9d2c81b7a6e355019{number}"
        lead = Person("UAMELIE", approver=True)
        made = done.request
        requests.give_token(made.id, Press(lead, team, f"give-{number}"), version=made.version, token=token)


def three_live(hands: Hands) -> None:
    """6xpos has done all there is for three of them."""
    bot = hands.playground.bot
    assert bot
    for request in bot.services.queries.search(Search("Marque", states=frozenset({State.DELIVERED})))[:3]:
        for step in LiveStep:
            press = Press(Person("UAMELIE", approver=True), request.team, f"live-{request.id}-{step}")
            bot.services.requests.go_live.tick(request.id, step, press, done=True)


def next_week(hands: Hands) -> None:
    """It is the morning of the next week's first working day."""
    workspace, bot = hands.playground.workspace, hands.playground.bot
    assert bot
    now, calendar = workspace.clock.now(), bot.services.calendar
    morning = calendar.first_morning(calendar.monday(now) + timedelta(days=7))
    workspace.advance(morning - now + timedelta(minutes=1))


def test_the_chart_is_shown_with_its_words_to_who_is_in_the_channel(hands: Hands) -> None:
    tab = hands.tab("UCLAIRE")
    next_week(hands)  # whichever day it is today, all of it is in one week
    a_day(hands)
    expect(tab.messages.filter(has_text="Token livré")).to_have_count(4, timeout=60_000)
    three_live(hands)
    next_week(hands)
    # Cards and reminders come first, one a second.
    report = tab.messages.filter(has=tab.page.locator(".picture"), has_text="7 demandes reçues, 3 marques en service")
    expect(report).to_have_count(1, timeout=60_000)
    expect(report).to_contain_text("La semaine dernière")
    picture = report.locator("img")
    assert "demandes reçues" in (picture.get_attribute("alt") or "")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 1200)
    tab.picture("report", report)
