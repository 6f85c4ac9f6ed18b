"""Which columns of a table hold the restaurants' names and slugs: by their headers, by usual words, by what they hold.

Pure. Each column gets points as a column of names and of slugs, for its header and for its values; where two come out
nearly alike, the person who sent the file is asked.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rapidfuzz import fuzz

from workflows.rules.plain_text import plain, plain_word
from workflows.rules.store_lines import SLUG, brand_key, clean
from workflows.rules.tokens import token_like
from workflows.rules.xlsx import Cell, Row

HEADER_ROWS = 10
MOST_COLUMNS = 50  # that can be chosen among
_LOOKED_AT, _SAMPLES, _TITLE = 200, 3, 60
_CLOSE = 5.0  # points between two columns, within which it is in doubt


@dataclass(frozen=True)
class TableHeaders:
    """What the two columns are called where the file says so."""

    name: str
    slug: str


@dataclass(frozen=True)
class FileColumns:
    """The two columns that were taken, counted from 0, and what somebody needs who shall choose others.

    `header_row`: the row of the headers, as a spreadsheet counts, 0 where there are none. `titles`: the number and
    title of each column that holds something (its letter, where there are no headers). `fits`: the columns among which
    it is in doubt, none where it is not. `samples`: their texts in the first rows. `certain`: they are called as the
    settings say. `chosen`: by the person.
    """

    name: int = 0
    slug: int = 1
    header_row: int = 0
    titles: tuple[tuple[int, str], ...] = ()
    fits: tuple[int, ...] = ()
    samples: tuple[tuple[str, ...], ...] = ()
    certain: bool = False
    chosen: bool = False

    @property
    def both(self) -> tuple[int, int]:
        """The column of the names and that of the slugs."""
        return self.name, self.slug

    def title(self, column: int) -> str:
        """What that column is called."""
        return dict(self.titles).get(column) or letter(column)

    def to_json(self) -> dict[str, Any]:
        """As the database keeps it."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "FileColumns":
        """What `to_json` gave."""
        titles = tuple((int(column), str(title)) for column, title in kept["titles"])
        samples = tuple(tuple(row) for row in kept["samples"])
        return cls(**{**kept, "titles": titles, "fits": tuple(kept["fits"]), "samples": samples})


# The words that headers are made of, as `brand_key` writes them. A header is known if all its words are. `key`: of a
# slug, or of anything else; `other`: of a restaurant too, but neither its name nor its slug; `filler`: says nothing.
_TABLE = """
slug: slug slugs
key: id ids identifiant identifiants identifier code codes ref reference key cle
name: nom noms name names libelle intitule denomination designation label titre title raison enseigne enseignes
place: restaurant restaurants resto restos etablissement etablissements magasin magasins boutique boutiques store
    stores shop shops outlet outlets pdv site sites location locations point points vente ventes
other: ville villes city town commune cp postal postaux zip postcode adresse adresses address rue street pays country
    region departement token tokens jeton email mail mails courriel telephone tel phone mobile siret siren tva vat
    date dates statut status etat contact contacts gerant gerante manager responsable directeur owner commentaire
    commentaires comment comments note notes remarque remarques groupe group franchise marque brand horaires type
    latitude longitude lat lng caisse caisses ouverture opening n no num numero number rang ligne secteur zone lien
    link merchant compte account actif active tags attachments modified created updated ca sales timezone
filler: du de des d l le la les au a the of for in from pongo hey heypongo 6xpos s sociale commercial commerciale usuel
    usage affiche organisation organization societe company business client clients champ custom field last
"""
_WORDS = {
    kind: frozenset(words.split()) for kind, words in re.findall(r"^(\w+):((?:.+\n(?!\w+:))*.+)$", _TABLE, re.MULTILINE)
}
_KNOWN = frozenset().union(*_WORDS.values())
_LONGEST_HEADER = 6  # words
_STREET = re.compile(r"\d+\s*(?:bis|ter)?,?\s+(?:rue|av|avenue|bd|bvd|boulevard|place|pl|chemin|route|quai|cours|all)")


def find_columns(rows: Sequence[Row], headers: TableHeaders, chosen: tuple[int, int] | None = None) -> FileColumns:
    """The columns of a table. `chosen`: the columns of the names and the slugs, where the person named them."""
    at, kinds = _header_row(rows, headers)
    below = [cells for number, cells in rows if number > at]
    titles = _titles(rows, at, below)
    if chosen:
        return FileColumns(*chosen, at, titles, tuple(sorted(chosen)), _samples(below, sorted(chosen)), chosen=True)
    certain = {kind: column for column, kind in kinds.items() if kind.startswith("set ")}
    if len(certain) == 2:
        return FileColumns(certain["set name"], certain["set slug"], at, titles, certain=True)
    columns = {column: _Held(column, kinds.get(column, ""), below) for column, _ in titles}
    slug, slugs = _best(columns, {column: held.as_slugs() for column, held in columns.items()}, default=1)
    beside = columns[slug].keys if slug in columns else []
    points = {column: held.as_names(beside) for column, held in columns.items() if column != slug}
    name, names = _best(columns, points, default=0)
    if slug == name:
        name, slug = 0, 1
    doubts = tuple(sorted({*slugs, *names, name, slug})) if len(slugs) > 1 or len(names) > 1 else ()
    return FileColumns(name, slug, at, titles, doubts, _samples(below, doubts))


class _Held:
    """What a column holds in the first rows below the headers, and the points that it gets for it."""

    def __init__(self, column: int, kind: str, below: Sequence[Sequence[Cell]]) -> None:
        cells = [cells[column] if column < len(cells) else "" for cells in below[:_LOOKED_AT]]
        self._kind = kind
        self.keys = [brand_key(cell) if isinstance(cell, str) else "" for cell in cells]
        texts = [clean(cell) for cell in cells if isinstance(cell, str) and cell.strip()]
        self._count = len(texts) or 1
        self._filled = sum(bool(cell) for cell in cells) / (len(cells) or 1)
        self._distinct = len({text.casefold() for text in texts}) / self._count
        self._slugs = self._share(texts, lambda text: bool(SLUG.fullmatch(plain_word(text))))
        self._wordy = self._share(texts, _is_wordy_slug)
        self._digits = self._share(texts, str.isdigit)
        self._names = self._share(texts, _may_be_name)
        self._dressed = self._share(texts, lambda text: " " in text or not text.isascii() or not text.islower())

    def _share(self, texts: Sequence[str], holds: Callable[[str], bool]) -> float:
        return sum(map(holds, texts)) / self._count

    def as_slugs(self) -> float:
        """How much it is a column of slugs; 0 and less: not at all."""
        header = {"set slug": 100, "pongo slug": 80, "slug": 60, "pongo key": 30, "key": 12, "": 0, "set name": -200}
        points: float = header.get(self._kind, -60 if self._kind in ("name", "place") else -100)
        if self._slugs < 0.5:
            return points - 30
        points += 20 * self._wordy + 4 * self._digits if self._slugs >= 0.8 else 0
        return points - 10 * (self._distinct < 0.9) - 8 * (self._filled < 0.5)

    def as_names(self, slugs: Sequence[str]) -> float:
        """How much it is a column of names, beside those slugs (as `brand_key` writes them)."""
        header = {
            "set name": 100,
            "name of place": 46,
            "place": 42,
            "name": 40,
            "": 0,
            "slug": -200,
            "pongo slug": -200,
        }
        points: float = header.get(self._kind, -20 if self._kind.endswith("key") else -60)
        points += 10 if self._names >= 0.8 else -40
        points += 4 * self._dressed - 12 * (self._wordy >= 0.8)
        points -= 15 * (self._distinct < 0.6 and self._count > 2) + 8 * (self._filled < 0.5)
        pairs = [(key, slug) for key, slug in zip(self.keys, slugs, strict=False) if key and slug]
        return points + sum(fuzz.ratio(key, slug) for key, slug in pairs) / (len(pairs) or 1) / 5


def _best(columns: dict[int, _Held], points: dict[int, float], default: int) -> tuple[int, list[int]]:
    """The column with the most points, if any has some, and all that fit about as well."""
    good = {column: found for column, found in points.items() if found > 0}
    if not good:
        free = [column for column in columns if column in points]
        wanted = [column for column in free if points[column] == max(points[one] for one in free)]
        return (default if default in free or not wanted else wanted[0]), []
    best = max(good, key=lambda column: (good[column], -column))
    return best, [column for column, found in good.items() if found >= good[best] - _CLOSE]


def _header_row(rows: Sequence[Row], headers: TableHeaders) -> tuple[int, dict[int, str]]:
    """The number of the row of the headers and the kind of each known one; 0 and nothing where there is none."""
    found: list[tuple[int, int, dict[int, str]]] = []  # how many are known, and the topmost of as many
    first = next((number for number, cells in rows if sum(map(bool, cells)) > 1), 0)
    for number, cells in rows[:HEADER_ROWS]:
        kinds: dict[int, str] = {}
        for at, cell in enumerate(cells):
            kind = _kind(cell, headers) if isinstance(cell, str) and cell else ""
            if kind and not (kind.startswith("set ") and kind in kinds.values()):
                kinds[at] = kind
        if {"set name", "set slug"} <= set(kinds.values()):
            return number, kinds
        if _are_headers(cells, kinds, first=number == first):
            found.append((len(kinds), -number, kinds))
    _, above, kinds = max(found, key=lambda one: one[:2], default=(0, 0, {}))
    return -above, kinds


def _are_headers(cells: Sequence[Cell], kinds: Mapping[int, str], *, first: bool) -> bool:
    """Whether a row is one of headers, whose cells are of these kinds. `first`: no row above it may be a restaurant."""
    said = set(kinds.values()) - {"other"}
    if not said or sum(map(bool, cells)) < 2:
        return False
    if len(set(kinds.values())) > 1:
        return True
    # "Le Magasin ; le-magasin" is a restaurant: its cells are of one kind, or the other one is a slug.
    others = [cell for at, cell in enumerate(cells) if at not in kinds and isinstance(cell, str)]
    is_key = "slug" in min(said) or "key" in min(said)
    return first and len(kinds) == 1 and (is_key or not any(map(SLUG.fullmatch, others)))


def _kind(header: str, headers: TableHeaders) -> str:
    """What a header says its column holds; empty for one of which not every word is known."""
    key = header_key(header)
    if key == header_key(headers.slug):
        return "set slug"
    if key == header_key(headers.name):
        return "set name"
    spaced = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", plain(header))
    words = {brand_key(word) for word in re.split(r"[\W_]+", spaced)} - {""}
    if not words or len(words) > _LONGEST_HEADER or not words <= _KNOWN:
        return ""
    ours = bool(words & {"pongo", "heypongo"})
    if words & _WORDS["slug"]:
        return "pongo slug" if ours else "slug"
    if words & _WORDS["other"]:
        return "other"
    if words & _WORDS["key"]:
        return "pongo key" if ours else "key"
    if words & _WORDS["name"]:
        return "name of place" if words & _WORDS["place"] else "name"
    return "place" if words & _WORDS["place"] else "pongo key" if ours else ""


def header_key(header: str) -> str:
    """What headers are compared by: without case, accents and spaces."""
    # A header in letters that brand_key does not know is compared as it is.
    return brand_key(header) or " ".join(plain(header).casefold().split()) or "-"


def _titles(rows: Sequence[Row], at: int, below: Sequence[Sequence[Cell]]) -> tuple[tuple[int, str], ...]:
    named = next((cells for number, cells in rows if number == at), []) if at else []
    held = sorted({column for cells in below for column, cell in enumerate(cells) if cell})[:MOST_COLUMNS]

    def title(column: int) -> str:
        cell = named[column] if column < len(named) else ""
        said = _harmless(cell)
        return said if said else letter(column)

    return tuple((column, title(column)) for column in held)


def _samples(below: Sequence[Sequence[Cell]], columns: Sequence[int]) -> tuple[tuple[str, ...], ...]:
    if not columns:
        return ()
    return tuple(
        tuple(_harmless(cells[column]) if column < len(cells) else "" for column in columns)
        for cells in below[:_SAMPLES]
    )


def _harmless(cell: Cell) -> str:
    """A cell's text as it may be shown: short, and nothing of what looks like a token."""
    if not isinstance(cell, str):
        return "…"
    return "…" if token_like(cell) else clean(cell)[:_TITLE]


def letter(column: int) -> str:
    """The letter of a column, as spreadsheets show it."""
    return (letter(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def _is_wordy_slug(text: str) -> bool:
    text = plain_word(text)
    joined = "-" in text or "_" in text
    return bool(SLUG.fullmatch(text)) and not text.replace("-", "").isdigit() and (joined or text.islower())


def _may_be_name(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    return letters > 0 and "@" not in text and "://" not in text and not _STREET.match(text.lower())
