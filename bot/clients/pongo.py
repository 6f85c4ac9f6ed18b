"""Client of the Hey Pongo API: whose token is it, and does it see every store? It advises; it never forbids.

What is public (hey-pongo.readme.io): `GET /v1/oauth/me` says who the token belongs to, `GET /v1/stores` lists the
stores it sees, each with its slug. The rest is read tolerantly: a list, or an object with `data`, in pages or not.
"""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from urllib.parse import urljoin

import requests
import structlog
from rapidfuzz import fuzz, process

from bot.clients.addresses import same_origin
from bot.clients.bounded import NoJson, fetch, session
from bot.clients.retry_after import retry_after
from workflows.rules.store_lines import SLUG

TIMEOUT_SECONDS = 5.0
LONGEST_NAME = 200
CHECK_SECONDS = 20.0
"""Seconds that a whole check may take, all its pages and second tries together: somebody waits for it."""
LARGEST = 8_000_000  # bytes of an answer: a thousand stores in one page are some 2 MB
_TRIES = 2
_MOST_PAGES, _MOST_STORES = 100, 20_000
_NAMES = ("name", "email", "merchant", "company", "id")
_KEYS = ("id", "email", "merchant", "company", "name")  # what changes least
_ALIKE = 75  # of 100 (rapidfuzz: ratio), from which on a slug may be meant
log = structlog.get_logger(__name__)


class Finding(StrEnum):
    """What the check came to."""

    GOOD = "good"
    STORES_MISSING = "stores_missing"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class MissingStore:
    """A slug that is not among the token's stores, and the slugs and names there that look like it."""

    slug: str
    near: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class TokenCheck:
    """The result. `owner`: whose token it is, as far as it was said. `names`: each known slug's name at Hey Pongo;
    `others`: of the stores that the token sees beside those that were asked for.

    `account`: what that account is known by there, to be compared; `retry_after`: the seconds that Hey Pongo asked to
    wait, where it could not be checked for that."""

    finding: Finding
    owner: str = ""
    missing: tuple[MissingStore, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)
    retry_after: float | None = None
    account: str = field(default="", repr=False)


class _Refused(Exception):
    pass


class _Unclear(Exception):
    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


class PongoApi:
    """Asks Hey Pongo about a token."""

    def __init__(
        self, base_url: str, *, timeout: float = TIMEOUT_SECONDS, turn: Callable[[], float] = lambda: 0.0
    ) -> None:
        """`base_url`: PONGO_API_URL. `timeout` in seconds, for each of at most two tries of a call. `turn`: the seconds
        to wait before each try."""
        self._turn = turn
        self._base = base_url.rstrip("/")
        self._timeout = timeout

    def check(self, token: str, slugs: Collection[str], seconds: float = CHECK_SECONDS) -> TokenCheck:
        """Whether the token is known and sees every slug, within so many seconds. Never raises for what the network or
        the API does."""
        asker = session(min(2 * self._timeout, seconds))
        asker.headers["Authorization"] = f"Bearer {token}"
        asker.headers["Accept"] = "application/json"
        until = time.monotonic() + seconds
        try:
            me = _me(self._get(asker, f"{self._base}/v1/oauth/me", until))
            names = dict(self._stores(asker, until))
        except _Refused:
            return TokenCheck(Finding.REFUSED)
        except _Unclear as reason:
            log.info("token_not_checked", reason=str(reason))
            return TokenCheck(Finding.UNKNOWN, retry_after=reason.retry_after)
        finally:
            asker.close()
        lowered = {known.lower(): known for known in names}
        missing = tuple(_missing(slug, names, lowered) for slug in slugs if slug not in names)
        known = {slug: names[slug] for slug in slugs if slug in names}
        others = {slug: name for slug, name in names.items() if slug not in known}
        finding = Finding.STORES_MISSING if missing else Finding.GOOD
        return TokenCheck(finding, _said(me, _NAMES), missing, known, others, account=_said(me, _KEYS))

    def _stores(self, asker: requests.Session, until: float) -> Iterator[tuple[str, str]]:
        url: str | None = f"{self._base}/v1/stores"
        found = 0
        for _ in range(_MOST_PAGES):
            answer = self._get(asker, str(url), until)
            rows = answer if isinstance(answer, list) else answer.get("data", answer.get("stores"))
            if not isinstance(rows, list):
                raise _Unclear("stores are no list")
            found += len(rows)
            if found > _MOST_STORES:
                raise _Unclear("too many stores")
            for row in rows:
                if isinstance(row, dict) and isinstance(row.get("slug"), str):
                    yield row["slug"], str(row.get("name") or row.get("title") or "")[:LONGEST_NAME]
            url = self._next(answer, str(url)) if rows else None
            if url is None:
                return
        raise _Unclear("too many pages")

    def _next(self, answer: Any, url: str) -> str | None:
        if not isinstance(answer, dict):
            return None
        links = answer.get("links")
        following = answer.get("next") or answer.get("next_page_url")
        if not following and isinstance(links, dict):
            following = links.get("next")
        if isinstance(following, str) and following:
            try:
                target = urljoin(url, following)
            except ValueError:
                raise _Unclear("the next page is nowhere") from None
            # The token goes to no other server than the one it was meant for, and not there in clear.
            if not same_origin(target, self._base):
                raise _Unclear("the next page is elsewhere")
            return target
        for holder in (answer.get("meta"), answer.get("pagination"), answer):
            if not isinstance(holder, dict):
                continue
            page = holder.get("current_page", holder.get("page"))
            last = holder.get("last_page", holder.get("total_pages"))
            if isinstance(page, int) and isinstance(last, int) and page < last:
                return f"{self._base}/v1/stores?page={page + 1}"
        return None

    def _get(self, asker: requests.Session, url: str, until: float) -> Any:
        reason = "no answer"
        for _ in range(_TRIES):
            time.sleep(self._turn())
            if (left := until - time.monotonic()) <= 0:
                raise _Unclear("too slow")
            try:
                answer = fetch(asker, "GET", url, most=LARGEST, timeout=min(left, self._timeout))
            except requests.RequestException as failure:
                reason = type(failure).__name__
                continue
            if answer.status_code in (401, 403):
                raise _Refused
            if answer.status_code != 200:
                reason, wait = f"http_{answer.status_code}", retry_after(answer.headers)
                if answer.status_code == 429 or wait is not None:
                    raise _Unclear(reason, 1.0 if wait is None else wait)
                if answer.status_code >= 500:
                    continue
                raise _Unclear(reason)
            try:
                found = answer.json()
            except NoJson:
                raise _Unclear("not JSON") from None
            if not isinstance(found, dict | list):
                raise _Unclear("neither a list nor an object")
            return found
        raise _Unclear(reason)


def _me(answer: Any) -> Mapping[str, Any]:
    me = answer.get("data", answer) if isinstance(answer, dict) else {}
    return me if isinstance(me, dict) else {}


def _said(me: Mapping[str, Any], keys: Sequence[str]) -> str:
    """The first of these that is said of an account."""
    for key in keys:
        value = me.get(key)
        if isinstance(value, dict):
            value = value.get("name")
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value):
            return str(value)[:100]
    return ""


def corrections(check: TokenCheck) -> dict[str, str]:
    """For each missing slug the nearest store that is meant by no other: all of them, to be replaced at once."""
    taken = set(check.names)
    found: dict[str, str] = {}
    for missing in check.missing:
        if meant := next((slug for slug, _ in missing.near if slug not in taken and SLUG.fullmatch(slug)), None):
            found[missing.slug] = meant
            taken.add(meant)
    return found


def _missing(slug: str, names: Mapping[str, str], lowered: Mapping[str, str]) -> MissingStore:
    """`lowered`: the slugs of `names` by their lower case."""
    near = process.extract(slug.lower(), lowered.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=2)
    return MissingStore(slug, tuple((lowered[match], names[lowered[match]]) for match, _, _ in near))
