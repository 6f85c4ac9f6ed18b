"""The weekly report, as the channel shows it."""

from playwright.sync_api import expect

from tests.browser.hands import Hands


def test_the_chart_is_shown_with_its_words_to_who_is_in_the_channel(hands: Hands) -> None:
    tab = hands.tab("UCLAIRE")
    tab.request()
    for step in ("week", "morning", "hour"):  # the next week, in working hours, whatever day it is today
        tab.page.click("[data-control='clock']")
        tab.page.click(f"[data-clock='{step}']")
    report = tab.messages.filter(has=tab.page.locator(".picture"))
    expect(report).to_have_count(1)
    expect(report).to_contain_text("Semaine du")
    picture = report.locator("img")
    assert "demandes reçues" in (picture.get_attribute("alt") or "")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("naturalWidth", 1200)
    tab.picture("report", report)
