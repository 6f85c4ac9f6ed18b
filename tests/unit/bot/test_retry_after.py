"""`Retry-After` as servers write it."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.clients.retry_after import LONGEST, retry_after

DATE = "Tue, 24 Nov 2026 09:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "12.7"}, 12.7),
        ({"retry-after": " 30 "}, 30.0),
        ({"RETRY-AFTER": ["12.7"]}, 12.7),  # slack-sdk's
        ({"retry-after": []}, None),
        ({"Retry-After": "Tue, 24 Nov 2026 09:02:00 GMT", "Date": DATE}, 120.0),
        ({"Retry-After": "Tue, 24 Nov 2026 08:00:00 GMT", "date": [DATE]}, 0.0),
        ({"Retry-After": "999999999999"}, LONGEST),
        ({"Retry-After": "Fri, 31 Dec 9999 23:59:59 -1200"}, None),
        *(({"Retry-After": text}, None) for text in ("", "soon", "nan", "inf", "-5", "1e3", "1_0", "٣", "9" * 400)),
    ],
)
def test_what_a_server_asks_for(headers: dict[str, str | list[str]], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


def test_a_date_without_the_servers_clock_is_measured_by_ours() -> None:
    found = retry_after({"Retry-After": format_datetime(datetime.now(UTC) + timedelta(minutes=10), usegmt=True)})
    assert found is not None
    assert 590 < found <= 600
