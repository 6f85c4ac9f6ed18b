"""Turns markers into texts, wherever in the worksheet they stand, and reads the sheet by the same call's answer."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from sheets.calls import SheetCalls
from sheets.cells import Answer, Seen
from sheets.claim import EXACT, Json
from sheets.errors import FindReplaceRefused, Protected, RangeRefused, TryAgain
from sheets.reader import SheetReader


class Settler:
    """`placed`: how many cells the last settlement's right markers stood in, by text; `surplus`: whether any marker
    stood in more than one; `protected`: a protected range refused a settlement, which then went one text at a time."""

    def __init__(self, client: SheetCalls, reader: SheetReader) -> None:
        self._client = client
        self._reader = reader
        self.placed: Counter[str] = Counter()
        self.surplus = False
        self.protected: Protected | None = None

    def settle(self, wrong: Mapping[str, str], right: Mapping[str, str], seen: Seen) -> Seen:
        """Turns markers into texts (marker -> text), the wrong ones first; the answer is the next reading.

        Which of them Google did not change, that reading shows. Raises what the call raises, FindReplaceRefused where
        Google does not do it.
        """
        groups = [*_by_text(wrong), *_by_text(right)]
        requests = settlement_requests(groups, self._client.worksheet().id)
        self.placed = Counter()
        try:
            answer = self._sent(requests, seen)
        except Protected as error:
            self.protected = error
            for request in requests:
                with suppress(Protected):
                    self._client.batch([request], [])
            self.placed.update(right.values())  # so many at most
            return self.read_again(seen)
        self.surplus = sum(answer.counts) > len(wrong) + len(right)
        for (text, markers), count in zip(groups, answer.counts, strict=False):
            # Where somebody sent the call twice, the second answer counts nothing: so many at most.
            self.placed[text] += (count or len(markers)) if markers[0] in right else 0
        return self._reader.seen(answer.cells, seen) or self.read_again(seen)

    def read_again(self, seen: Seen) -> Seen:
        """A new reading of as much; the worksheet is looked up anew."""
        self._client.forget()
        return self._reader.read(whole=seen.whole)

    def _sent(self, requests: Sequence[Json], seen: Seen) -> Answer:
        """Once more where the worksheet was renamed in the instant."""
        with suppress(RangeRefused):
            return self._client.batch(requests, self._reader.areas(seen), briefly=True)
        self._client.forget()
        try:
            return self._client.batch(requests, self._reader.areas(seen), briefly=True)
        except RangeRefused as refused:
            # Markers stand in the sheet, and the journal knows them: the next attempt begins with them.
            if refused.find_replace:
                raise FindReplaceRefused("Google finds and replaces nothing here") from None
            raise TryAgain("the worksheet is renamed again and again") from None


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
