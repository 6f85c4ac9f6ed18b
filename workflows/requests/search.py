"""Finds requests by a reference, by part of their brand, by whose they are: at the same cost however many there are."""

import re
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Integer, bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from workflows.rules.plain_text import plain_word
from workflows.rules.states import State
from workflows.rules.store_lines import brand_key
from workflows.storage.columns import table_of
from workflows.storage.models import BrandWord, Request

RECENT = 1000
"""How many of the newest requests are read where a text is looked for."""

_MOST_WORDS, _WORDS_EACH = 2000, 4
_WORD = table_of(BrandWord)
_OF_WORDS = (
    columns(_WORD.c.number)
    .where(_WORD.c.word >= bindparam("key"), _WORD.c.word < bindparam("end"))
    .limit(_MOST_WORDS)
    .subquery()
)
_NEWEST_OF_WORDS = (
    columns(_OF_WORDS.c.number).order_by(_OF_WORDS.c.number.desc()).limit(bindparam("most", type_=Integer))
)


@dataclass(frozen=True)
class Search:
    """What to look for. `text`: a reference, or part of a brand; `states`: any of these, empty for all. `team`: whose,
    None for all workspaces'."""

    text: str = ""
    requester: str | None = None
    states: frozenset[State] = frozenset()
    team: str | None = None


def numbers_of(session: Session, search: Search, most: int) -> list[int]:
    """The numbers of the newest requests that fit, `most` at most, newest first."""
    words = plain_word(search.text)
    if exact := re.fullmatch(r"(?:6x-?)?0*([0-9]{1,9})", words.lower()):
        one = select(Request.number).where(Request.number == int(exact[1]), *only(search))
        return [number for number in session.exec(one) if number]
    if not words:
        return _newest(session, search, most)
    key = brand_key(words)
    if not key:
        return []
    numbers: set[int] = set()
    for mine in _ways(search):
        newest = select(Request.number).where(*mine).order_by(col(Request.number).desc())
        since = session.exec(newest.offset(RECENT - 1).limit(1)).first() or 0
        holds = newest.where(col(Request.number) >= since, col(Request.brand_key).contains(key, autoescape=True))
        numbers |= {number for number in session.exec(holds.limit(most)) if number}
    if len(numbers) < most:
        beginning = {"key": key, "end": key + "\U0010ffff"}
        if limits := only(search):
            older = select(Request.number).where(col(Request.number).in_(columns(_OF_WORDS.c.number)), *limits)
            numbers |= {number for number in session.exec(older, params=beginning) if number}
        else:
            # A brand may have several words that begin so: it comes as often, and counts once.
            wanted = {**beginning, "most": _WORDS_EACH * most}
            numbers.update(session.execute(_NEWEST_OF_WORDS, wanted).scalars())
    return sorted(numbers, reverse=True)[:most]


def only(search: Search) -> list[ColumnElement[bool]]:
    """The conditions of a search, its text apart."""
    return [*_of(search), col(Request.state).in_(search.states)] if search.states else _of(search)


def _of(search: Search) -> list[ColumnElement[bool]]:
    """Whose requests, of which workspace."""
    wanted = ((Request.requester, search.requester), (Request.team, search.team))
    return [col(column) == value for column, value in wanted if value is not None]


def _ways(search: Search) -> list[list[ColumnElement[bool]]]:
    """What to look for, in parts that an index has in order."""
    limits = _of(search)
    return [[*limits, col(Request.state) == state] for state in sorted(search.states)] or [limits]


def _newest(session: Session, search: Search, most: int) -> list[int]:
    """One look at an index for each state: those of all states together would be read whole to be sorted."""
    found: list[int] = []
    for mine in _ways(search):
        query = select(Request.number).where(*mine).order_by(col(Request.number).desc()).limit(most)
        found += [number for number in session.exec(query) if number]
    return sorted(found, reverse=True)[:most]
