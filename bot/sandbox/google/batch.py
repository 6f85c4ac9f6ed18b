"""`spreadsheets.batchUpdate`: a list of requests, carried out in order on one draft, so all of them or none."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox.google.book import Draft
from bot.sandbox.google.errors import GoogleError, invalid
from bot.sandbox.google.find_replace import FINDING
from bot.sandbox.google.requests_cells import CELLS
from bot.sandbox.google.requests_sheets import SHEETS

Json = dict[str, Any]
Kind = Callable[[Draft, Mapping[str, Any]], Json | None]

KINDS: dict[str, Kind] = {**CELLS, **FINDING, **SHEETS}


def carry_out(draft: Draft, requests: list[Mapping[str, Any]]) -> list[Json]:
    """The replies, one per request. 400 naming the request that cannot be carried out."""
    if not requests:
        raise invalid("Must specify at least one request.")
    replies: list[Json] = []
    for number, request in enumerate(requests):
        kind = next(iter(request), None)
        if kind is None:
            raise invalid(f"Invalid requests[{number}]: No request set.")
        try:
            reply = KINDS[kind](draft, request[kind])
        except GoogleError as error:
            raise error.within(f"requests[{number}].{kind}") from None
        replies.append({kind: reply} if reply is not None else {})
    return replies
