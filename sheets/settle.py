"""Turns markers into texts, wherever in the worksheet they stand, and reads the sheet by the same call's answer."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sheets.calls import Json
from sheets.cells import Answer, Seen
from sheets.claim import EXACT
from sheets.errors import Protected, RangeRefused, TryAgain
from sheets.reader import SheetReader


@dataclass(frozen=True)
class Settled:
    """The reading after a settlement. `placed`: how many cells the right markers stood in, at most, by text; `surplus`:
    whether any marker stood in more than one; `protected`: a protected range refused the call, and it went one text at
    a time."""

    seen: Seen
    placed: Counter[str]
    surplus: bool = False
    protected: Protected | None = None


def settle(reader: SheetReader, wrong: Mapping[str, str], right: Mapping[str, str], seen: Seen) -> Settled:
    """Turns markers into texts (marker -> text), the wrong ones first; the answer is the next reading.

    Which of them Google did not change, that reading shows. Raises what the call raises.
    """
    groups = [*_by_text(wrong), *_by_text(right)]
    requests = settlement_requests(groups, reader.client.worksheet().id)
    try:
        answer = _sent(reader, requests, seen)
    except Protected as error:
        for request in requests:
            with suppress(Protected):
                reader.client.batch([request], [])
        return Settled(reader.read_again(seen), Counter(right.values()), protected=error)
    placed: Counter[str] = Counter()
    for (text, markers), count in zip(groups, answer.counts, strict=False):
        # Where somebody sent the call twice, the second answer counts nothing: so many at most.
        placed[text] += (count or len(markers)) if markers[0] in right else 0
    surplus = sum(answer.counts) > len(wrong) + len(right)
    return Settled(reader.seen(answer.cells, seen) or reader.read_again(seen), placed, surplus)


def _sent(reader: SheetReader, requests: Sequence[Json], seen: Seen) -> Answer:
    """Once more where the worksheet was renamed in the instant."""
    for _ in range(2):
        with suppress(RangeRefused):
            return reader.client.batch(requests, reader.areas(seen), briefly=True)
        reader.client.forget()
    # Markers stand in the sheet, and the journal knows them: the next attempt begins with them.
    raise TryAgain("the worksheet is renamed again and again")


def _by_text(markers: Mapping[str, str]) -> Iterable[tuple[str, list[str]]]:
    found: dict[str, list[str]] = defaultdict(list)
    for marker, text in markers.items():
        found[text].append(marker)
    return found.items()


def settlement_requests(settling: Iterable[tuple[str, Sequence[str]]], sheet: int) -> list[Json]:
    """The requests that turn markers into a text: one per text, by a regular expression, in the syntax that Java's and
    RE2 share."""
    return [
        {
            "findReplace": {
                "sheetId": sheet, "find": _expression(markers), "searchByRegex": True,
                "replacement": re.sub(r"([\\$])", r"\\\1", text), **EXACT,
            }
        }
        for text, markers in settling
    ]  # fmt: skip


def _expression(markers: Sequence[str]) -> str:
    """Matches these markers; letters, digits, spaces and hyphens are all that a marker has."""
    ends: dict[str, list[str]] = defaultdict(list)
    for marker in markers:
        start, _, end = marker.rpartition("-")
        ends[start].append(end)
    alternatives = (f"{start}-(?:{'|'.join(found)})" for start, found in ends.items())
    return f"^(?:{'|'.join(alternatives)})$"
