"""Brands that were connected before the bot: rows with a token that no request knows, grouped by it. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from workflows.rules.brand_guess import likely_brands
from workflows.rules.sheet_candidates import SeenRow
from workflows.rules.store_lines import SLUG, Source, StoreLine, brand_key, check_brand, read_pair

_SLUG = 40  # characters of it: they fit into an account's address


@dataclass(frozen=True)
class LiveStore:
    """A restaurant with every row that holds its slug."""

    store: StoreLine
    rows: tuple[SeenRow, ...]


@dataclass(frozen=True)
class TokenGroup:
    """The restaurants beside one token, topmost first. `brand`: what a request calls that token's, else a guess."""

    fingerprint: str
    brand: str
    stores: tuple[LiveStore, ...]

    @property
    def rows(self) -> int:
        """How many rows they are."""
        return sum(len(one.rows) for one in self.stores)


@dataclass(frozen=True)
class Unknown:
    """What no request knows: the groups, the largest first; rows whose slug stands beside two tokens (`twice`); and
    rows whose slug is none, or beside which no token stands but other text (`unusable`)."""

    groups: tuple[TokenGroup, ...] = ()
    twice: tuple[int, ...] = ()
    unusable: tuple[int, ...] = ()


def by_slug(rows: Iterable[SeenRow]) -> dict[str, list[SeenRow]]:
    """The rows by what slugs are compared by."""
    found: dict[str, list[SeenRow]] = defaultdict(list)
    for row in rows:
        found[row.slug.lower()].append(row)
    return found


def with_token(sheet: Mapping[str, Sequence[SeenRow]]) -> list[str]:
    """The slugs beside which any token stands."""
    return [slug for slug, rows in sheet.items() if any(row.fingerprint for row in rows)]


def unknown(
    sheet: Mapping[str, Sequence[SeenRow]],
    known: Collection[str] = (),
    brands: Mapping[str, str] | None = None,
    left_out: Collection[str] = (),
    account: str = "",
) -> Unknown:
    """What no request knows of the `sheet` (rows by slug). `known`: slugs of requests; `brands`: what requests call the
    brand of a fingerprint; `left_out`: fingerprints that are no brand's; `account`: SIXPOS_ACCOUNT, which a brand must
    fit."""
    found: dict[str, list[LiveStore]] = defaultdict(list)
    twice: list[int] = []
    unusable: list[int] = []
    for slug in with_token(sheet):
        if slug in known:
            continue
        rows = sheet[slug]
        prints = {row.fingerprint for row in rows if row.fingerprint} - {*left_out}
        if not prints:
            continue
        places = [row.row for row in rows if row.fingerprint]
        store = _store(rows)
        if store is None or any(row.odd for row in rows):
            unusable += places
        elif len(prints) > 1:
            twice += places
        else:
            found[prints.pop()].append(LiveStore(store, tuple(rows)))
    brands = brands or {}
    groups = [
        TokenGroup(one, brands.get(one) or _guess(stores, account), tuple(stores)) for one, stores in found.items()
    ]
    groups.sort(key=lambda group: (-len(group.stores), group.stores[0].store.line))
    return Unknown(tuple(groups), tuple(sorted(twice)), tuple(sorted(unusable)))


def shared_out(group: TokenGroup, brands: Sequence[str]) -> dict[str, list[LiveStore]]:
    """The restaurants of the group by brand, where its token is of several: each goes to the longest one that its name
    or slug begins with, the others to the first."""
    found: dict[str, list[LiveStore]] = {brand: [] for brand in brands}
    longest_first = sorted(brands, key=lambda brand: -len(brand_key(brand)))
    for live in group.stores:
        keys = (brand_key(live.store.name), brand_key(live.store.slug))
        mine = next((one for one in longest_first if any(key.startswith(brand_key(one)) for key in keys)), brands[0])
        found[mine].append(live)
    return found


def _guess(stores: Sequence[LiveStore], account: str) -> str:
    """What most of them begin with; where as many begin otherwise, the topmost. As many words of it as a brand may
    have, or as much of a slug."""
    guessed = likely_brands(one.store for one in stores)
    brand = min(guessed, key=lambda brand: (-len(brand.stores), brand.stores[0].line)).brand
    words, slug = brand.split(), stores[0].store.slug
    shorter = [" ".join(words[:count]) for count in range(len(words), 0, -1)]
    return next((one for one in (brand, *shorter) if check_brand(one, account) is None), slug[:_SLUG])


def _store(rows: Sequence[SeenRow]) -> StoreLine | None:
    """The store that the topmost row names; one whose name is none is called by its slug. None where that is none."""
    top = rows[0]
    if not SLUG.fullmatch(top.slug):
        return None
    read = (read_pair(name, top.slug, top.row, Source.SHEET) for name in (top.name, top.slug))
    return next((one for one in read if isinstance(one, StoreLine)), None)
