"""The troubles that the page can switch on."""

from bot.sandbox.faults import Faults, Quirks, Troubles


def test_each_trouble_hits_what_it_names_until_it_is_switched_off() -> None:
    faults = Faults()
    troubles = Troubles(faults, Quirks())
    troubles.switch("google_429", True)
    for _ in range(3):
        fault = faults.take("google", "GET /v4/spreadsheets/1")
        assert fault is not None
        assert (fault.effect, fault.status, fault.retry_after) == ("refuse", 429, 5)
    assert faults.take("slack", "chat.postMessage") is None
    assert faults.take("google", "POST /token") is None
    troubles.switch("google_429", False)
    assert faults.take("google", "GET /v4/spreadsheets/1") is None


def test_what_google_might_do_otherwise_is_switched_too() -> None:
    quirks = Quirks()
    troubles = Troubles(Faults(), quirks)
    troubles.switch("hidden_rows_skipped", True)
    assert (quirks.hidden_rows_skipped, quirks.blanks_not_matched) == (True, False)
    assert [trouble["name"] for trouble in troubles.state() if trouble["on"]] == ["hidden_rows_skipped"]
    troubles.switch("hidden_rows_skipped", False)
    assert not quirks.hidden_rows_skipped
