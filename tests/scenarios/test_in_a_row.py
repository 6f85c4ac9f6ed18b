"""One request after the other, each approved at once, at the pace of Slack and Google, by processes of their own."""

from pathlib import Path

import pytest

from tests.bench.in_a_row import LEEWAY_SECONDS, run
from tests.databases import Postgres

REQUESTS = 12


@pytest.mark.long
@pytest.mark.parametrize("processes", [1, 2])
def test_all_are_delivered_as_fast_as_the_quota_lets_them(tmp_path: Path, postgres: Postgres, processes: int) -> None:
    url = f"sqlite:///{tmp_path / 'bot.db'}" if processes == 1 else postgres.fresh()
    found = run(url, REQUESTS, processes, patience=120)
    assert found.seconds <= max(found.allowed_seconds, found.submitted_seconds + LEEWAY_SECONDS), found.line
