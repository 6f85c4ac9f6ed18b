"""The rounds of a delivery: plan, claim, look, settle, until the sheet is as it is wanted, so many times at most."""

import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sheets.calls import MAXIMUM_BODY, Need
from sheets.cells import Seen
from sheets.claim import Look, areas_of, claim_requests, look
from sheets.errors import Protected, RangeRefused, SheetError, TryAgain
from sheets.ledger import Ledger
from sheets.leftovers import markers_in
from sheets.markers import marker, number_of
from sheets.plan import DeliveryReport, Target
from sheets.reader import SheetReader
from sheets.settle import settle
from sheets.wanted import Wanted

ROUNDS = 6
"""How often a delivery is claimed before its rows are reported as moving; as many more may only take back."""

SINGLY = 40
"""How many deliveries a round sends one by one, where a protected range refuses them together."""

LARGEST = MAXIMUM_BODY - 20_000  # the rest is for what the answer shall show
Claims = dict[str, list[Target]]


class Rounds:
    """One call of `Gateway.deliver`."""

    def __init__(self, reader: SheetReader, ledger: Ledger, wanted: Wanted, unreached: Iterable[str] = ()) -> None:
        """`unreached`: numbers of claims whose markers no findReplace reaches."""
        self._reader = reader
        self._ledger = ledger
        self._wanted = wanted
        self._unreached = set(unreached)
        self._one_by_one = self._claimed = self._surplus = False

    def reports(self, seen: Seen) -> dict[str, DeliveryReport]:
        """Claims and settles until nothing is left to do; `seen`: the sheet as it is now."""
        wanted, refusals = self._wanted, 0
        for number in range(2 * ROUNDS):
            if (wanted.astray or self._surplus) and not seen.whole:
                seen = self._reader.read(whole=True)
            targets = wanted.targets(seen, repairs_only=number >= ROUNDS)
            if not targets and not wanted.astray:
                break
            try:
                seen, refusals = self._round(seen, targets), 0
            except RangeRefused:
                # Rows, columns or the worksheet's title changed since the reading. Nothing was claimed.
                refusals += 1
                if refusals > 1:
                    raise
                seen = self._reader.read_again(seen)
        if wanted.astray:
            given_up = dict.fromkeys(wanted.astray, "")
            wanted.astray.clear()
            seen = self._settle(Look(wrong=given_up), set(map(number_of, given_up)), seen)
        found = wanted.reports(seen, self._unreached)
        self._ledger.settled(keys=[key for key in found if not isinstance(wanted.refused.get(key), TryAgain)])
        if found and all(key in wanted.refused for key in found):
            raise wanted.refused[next(iter(found))]
        return found

    def _round(self, seen: Seen, targets: Sequence[Target]) -> Seen:
        """Claims, looks, settles; answers the sheet as the settlement's answer shows it."""
        earlier = dict(self._wanted.astray)
        claims = self._numbered(targets, seen)
        # All the calls of a round before its first: a claim must never wait for its settlement's turn.
        self._reader.client.quota.again(Need(reads=2, writes=len(claims) + 2))
        if claims:
            self._ledger.claimed(claims, self._wanted.known)
        verdict, numbers, failure = self._claim_all(claims, seen)
        if failure is None:
            for text in earlier:
                # A row in the wrong columns is over once its other cells are claimed beside its marker, or are gone.
                if all(t.marker in verdict.right for part in claims.values() for t in part if t.beside == text):
                    verdict.wrong[text] = ""
                    del self._wanted.astray[text]
                    numbers.add(number_of(text))
        if verdict.wrong or verdict.right:
            seen = self._settle(verdict, numbers, seen)
        else:
            self._ledger.settled(numbers - set(map(number_of, self._wanted.astray)))
            seen = seen if failure else self._reader.read(whole=seen.whole)
        if failure:
            raise failure
        return seen

    def _numbered(self, targets: Sequence[Target], seen: Seen) -> Claims:
        """The targets with their markers, as few claims as Google's size allows, or one per delivery: by number."""
        groups: dict[str | None, list[Target]] = defaultdict(list)
        for target in targets:
            groups[target.key if self._one_by_one else None].append(target)
        keys = sorted(groups, key=lambda key: key is not None)
        self._wanted.postponed.update(key for key in keys[SINGLY:] if key)
        found: Claims = {}
        for part in (part for key in keys[:SINGLY] for part in _small_enough(groups[key], seen)):
            number = secrets.token_hex(4)
            found[number] = [
                replace(t, marker=marker(number, index, replaces=t.before != "" and t.kind != "back"))
                for index, t in enumerate(part, start=1)
            ]
        return found

    def _claim_all(self, claims: Claims, seen: Seen) -> tuple[Look, set[str], SheetError | None]:
        """What the claims' answers say, the numbers of those that were answered, and what went wrong with one: those
        after it are not sent, unless it was a protected range."""
        verdict, numbers, failure = Look(), set[str](), None
        for number, part in claims.items():
            if failure:
                self._ledger.settled([number])
                continue
            try:
                self._claim(part, seen, verdict)
            except SheetError as error:
                failure = self._refused(number, part, error)
            else:
                self._claimed = True
                numbers.add(number)
        self._wanted.note(verdict, [target for number in numbers for target in claims[number]])
        return verdict, numbers, failure

    def _claim(self, part: Sequence[Target], seen: Seen, verdict: Look) -> None:
        info = self._reader.client.worksheet()
        requests = claim_requests(part, seen.layout, info.id)
        answer = self._reader.client.batch(requests, areas_of(part, seen.layout, info.columns, seen.cells.height))
        look(part, answer, seen.layout, self._reader.layout(answer.cells), verdict)

    def _refused(self, number: str, part: Sequence[Target], error: SheetError) -> SheetError | None:
        """Notes a claim that failed; answers what fails with it: nothing, where a protected range refused it."""
        keys = {target.key for target in part if target.key is not None}
        if not error.uncertain:  # nothing of it was done, and nothing will be
            self._ledger.settled([number], () if self._claimed else keys - self._wanted.begun)
        if isinstance(error, Protected):
            # A protected range refuses a whole call: each delivery is claimed by itself from now on.
            self._one_by_one = True
            if len(keys) == 1:
                self._wanted.refuse(keys.pop(), error, part)
            return None
        return error

    def _settle(self, verdict: Look, numbers: set[str], seen: Seen) -> Seen:
        """Turns markers into texts, and forgets the claims of which none is left. Those that stay are unreached."""
        settled = settle(self._reader, verdict.wrong, verdict.right, seen)
        self._surplus = settled.surplus
        if settled.protected:
            for delivery in self._wanted.deliveries:
                self._wanted.refused.setdefault(delivery.key, settled.protected)
        self._wanted.suspect(seen, settled)
        standing = {standing.number for standing in markers_in(settled.seen).values()}
        self._unreached |= numbers & standing
        self._ledger.settled(numbers - standing - set(map(number_of, self._wanted.astray)))
        return settled.seen


def _small_enough(targets: list[Target], seen: Seen) -> Iterator[list[Target]]:
    long = [replace(t, marker=marker("00000000", 0, replaces=True)) for t in targets]
    if len(targets) > 1 and len(json.dumps(claim_requests(long, seen.layout, 2**31))) > LARGEST:
        middle = len(targets) // 2
        yield from _small_enough(targets[:middle], seen)
        yield from _small_enough(targets[middle:], seen)
    else:
        yield targets
