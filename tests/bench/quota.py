"""200 approvals at Google's real quota, in the time of a clock that is moved: all together, and one by one."""

from datetime import timedelta

from sheets.errors import TryAgain
from sheets.plan import Delivery, WantedStore
from tests.bench.sheet import Sheets

APPROVALS, CALL = 200, timedelta(milliseconds=50)


def seconds(*, together: bool) -> float:
    """How long it takes until all are delivered."""
    sheets = Sheets(APPROVALS, delayed=False, quota=60)
    wanted = [
        Delivery(f"r{n}", (WantedStore(f"Magasin {n}", f"shop-{n}"),), f"tok_bench_{n:04d}_abcdef")
        for n in range(APPROVALS)
    ]
    began = sheets.clock.now()
    for part in [wanted] if together else [[one] for one in wanted]:
        while True:
            before = len(sheets.calls.all("google"))
            try:
                reports = sheets.gateway.deliver(part)
            except TryAgain:
                sheets.clock.advance(timedelta(seconds=1))
                continue
            finally:
                sheets.clock.advance(CALL * (len(sheets.calls.all("google")) - before))
            assert all(report.complete for report in reports.values())
            break
    took = (sheets.clock.now() - began).total_seconds()
    sheets.stop()
    return took
