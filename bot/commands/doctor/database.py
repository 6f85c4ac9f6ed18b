"""`check`, database: it takes writes, its schema is current, TOKEN_KEY opens its secrets, no delivery is stuck."""

import os
import shlex
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from bot.commands.ages import spoken
from bot.commands.doctor.findings import Finding, failure, fine, note, warning
from bot.delivery.sheet_watch import seen_rows
from bot.settings import Settings
from bot.telemetry.google_quota import SharedQuota
from sheets.survey import SheetRow
from workflows.clock import Clock
from workflows.outbox.google_quota import GoogleQuota
from workflows.outbox.outbox import Outbox
from workflows.outbox.rate_limits import Rates
from workflows.requests.adopt import Adoption
from workflows.requests.transition import Transitions
from workflows.rules.adopt import Unknown, by_slug, unknown
from workflows.rules.tokens import Sealer
from workflows.storage.database import Database, files_of
from workflows.storage.key_rotation import comparable, survey
from workflows.storage.models import Effect, SheetProof
from workflows.storage.schema import Standing

_FAILING_AFTER, _STUCK_AFTER = timedelta(minutes=1), timedelta(days=1)
_OURS = (Standing.CURRENT, Standing.NEWER)
DELIVERIES = "deliveries"
_MOST_KINDS = 8
_CURE_OF_DELIVERIES = (
    "the findings above say why; they go on by themselves once it is mended. For one request: pongo-6xpos show 6X-0042"
)
_LITTLE_ROOM = 200 * 2**20  # bytes
_FULL = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_IOERR_WRITE", "53100")  # PostgreSQL: disk_full
_MIGRATE = "pongo-6xpos migrate (serve does it by itself)"


def examine(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Looks at the database without creating it; tries one write, which changes nothing that anybody reads."""
    absent = _absent_file(settings.database_url)
    if absent:
        yield absent
        return
    try:
        database = Database(settings.database_url)
    except SQLAlchemyError as problem:
        yield failure("database", f"{type(problem).__name__}", "look at DATABASE_URL")
        return
    try:
        stands = database.standing()
        if stands not in (Standing.CURRENT, Standing.NEWER):
            yield _stands(stands)
            return
        if stands is Standing.NEWER:
            yield note("schema", "a newer version of the bot has migrated it; this one works on it too")
        if missed := database.cannot_write():
            yield failure("database", f"takes no write: {missed}", _cure(missed))
            return
        kind = "SQLite" if database.sqlite else "PostgreSQL"
        at_head = ", at head" if stands is Standing.CURRENT else ""
        yield fine("database", f"{kind}{at_head}; a write was tried, and taken")
        if database.sqlite:
            yield from _files(database.file)
        yield from _sealed(database, settings)
        if settings.sheet_id:
            yield _proof(database, settings)
        yield from _deliveries(database, clock)
    except SQLAlchemyError as problem:
        reason = str(getattr(problem, "orig", None) or type(problem).__name__).strip().splitlines()
        yield failure("database", reason[0] if reason else "no answer", "look at DATABASE_URL, and at the server")
    finally:
        database.close()


def _proof(database: Database, settings: Settings) -> Finding:
    """When `prove-sheet` was last run on this spreadsheet, and what came out."""
    with database.reading() as session:
        proof = session.get(SheetProof, settings.sheet_id)
    if proof is None:
        return note("prove-sheet", "not run yet on this spreadsheet", "pongo-6xpos prove-sheet")
    when = f"last run {proof.at.astimezone(settings.zone):%Y-%m-%d %H:%M}"
    if not proof.failed:
        return fine("prove-sheet", f"{when}, every fact held")
    told = f"{when}; did not hold: {', '.join(proof.failed)}"
    cure = "pongo-6xpos prove-sheet says what the bot does about each"
    return warning("prove-sheet", told, cure) if proof.loses else note("prove-sheet", told, cure)


def own_database(settings: Settings) -> Database | None:
    """The database, where there is one that the bot has filled; it is not created. Raises SQLAlchemyError."""
    if _absent_file(settings.database_url):
        return None
    found = Database(settings.database_url)
    try:
        if found.standing() in _OURS:
            return found
    except SQLAlchemyError:
        found.close()
        raise
    found.close()
    return None


@contextmanager
def opened(settings: Settings) -> Iterator[Database | None]:
    """`own_database`, closed at the end; None also where it cannot be asked."""
    try:
        found = own_database(settings)
    except SQLAlchemyError:
        found = None  # as the findings about the database say
    try:
        yield found
    finally:
        if found:
            found.close()


@contextmanager
def quota(settings: Settings, clock: Clock) -> Iterator[SharedQuota | None]:
    """Google's quota, as the bots on this database share it; None where there is no such database."""
    with opened(settings) as own:
        yield quota_of(own, clock)


def quota_of(own: Database | None, clock: Clock) -> SharedQuota | None:
    """The same, of a database that is open."""
    return SharedQuota(GoogleQuota(own, clock, Rates().google)) if own else None


def unknown_rows(settings: Settings, own: Database | None, clock: Clock, rows: Sequence[SheetRow]) -> Unknown | None:
    """What no request knows of the sheet's rows; of a bot that has no database yet, all of them. None where there is a
    database that cannot be asked. `own`: what `opened` answered. Raises SQLAlchemyError."""
    assert settings.token_key is not None, "looked at before"
    sealer = Sealer(settings.token_key.get_secret_value())
    if own:
        adoption = Adoption(Transitions(own, clock), settings.sixpos_account)
        return adoption.left(by_slug(seen_rows(comparable(own, sealer), rows)))
    return unknown(by_slug(seen_rows(sealer, rows))) if _absent_file(settings.database_url) else None


def go_on(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """What failed before is tried again now, not at its slow beat; says so where there is any."""
    if _absent_file(settings.database_url):
        return
    database = Database(settings.database_url)
    try:
        if database.standing() in _OURS and (hurried := Outbox(database, clock, "check").hurry()):
            yield fine("tried again", f"what had failed ({hurried}): a running bot tries it now")
    except SQLAlchemyError as problem:
        yield warning("tried again", f"deliveries not hurried: {type(problem).__name__}", "run this once more")
    finally:
        database.close()


def _absent_file(url: str) -> Finding | None:
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        return None
    if address.database in (None, "", ":memory:"):
        return failure("database", "in memory: nothing outlives the process", "DATABASE_URL=sqlite:///6xpos.db")
    path = Path(str(address.database)).absolute()
    if path.exists():
        if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
            return None
        return failure("database", f"{path} or its directory cannot be written", f"chown this user {path.parent}")
    if not os.access(path.parent, os.W_OK):
        return failure("database", f"{path.parent} is no directory that can be written", f"mkdir -p {path.parent}")
    return warning("database", f"{path} does not exist yet", _MIGRATE)


def _stands(stands: Standing) -> Finding:
    """What a database is that the bot has not filled, or not lately."""
    if stands is Standing.FOREIGN:
        sentence = "holds tables of another program, and none of the bot's"
        return failure("database", sentence, "let DATABASE_URL lead to a database of the bot's own")
    if stands is Standing.EMPTY:
        return warning("database", "reachable, and empty: is it the right one?", f"for a new bot: {_MIGRATE}")
    return warning("database", "reachable, but its schema is not at head", _MIGRATE)


def _cure(missed: str) -> str:
    """What helps where the database refuses a write by this name."""
    if missed in _FULL:
        return "make room on the database's disk"
    if missed in ("25006", "SQLITE_READONLY"):
        return "it only reads: let DATABASE_URL lead to the primary, or make the file's disk writable"
    return "look at the database server, its disk, and DATABASE_URL"


def _files(path: Path) -> Iterator[Finding]:
    """How much room is left for the SQLite file, and who can read it."""
    free = shutil.disk_usage(path.parent).free
    if free < _LITTLE_ROOM:
        yield warning("disk", f"{free // 2**20} MB are free where {path} lies", "make room before nothing is stored")
    if open_to_others := [found for found in files_of(path) if found.stat().st_mode & 0o077]:
        names = " ".join(shlex.quote(str(found)) for found in open_to_others)
        yield warning("database files", "others on this machine can read them", f"chmod 600 {names}")


def _sealed(database: Database, settings: Settings) -> Iterator[Finding]:
    if settings.token_key is None:
        return
    found = survey(database, Sealer(settings.token_key.get_secret_value()))
    several = "," in settings.token_key.get_secret_value()
    if found.closed:
        sentence = f"does not open {found.closed} of {found.all} sealed secrets"
        yield failure("TOKEN_KEY", sentence, "put the former key behind the new one: TOKEN_KEY=new,former")
    elif found.old:
        sentence = f"{found.old} of {found.all} sealed secrets still need a key behind the first one"
        yield warning("TOKEN_KEY", sentence, "once every bot runs with these keys: pongo-6xpos reseal")
    elif found.all:
        yield fine("TOKEN_KEY", f"opens all {found.all} sealed secrets" + _no_longer(several))
    else:
        yield fine("TOKEN_KEY", "valid; nothing is sealed at the moment" + _no_longer(several))


def _no_longer(several: bool) -> str:
    return "; no other key than the first one is needed any more" if several else ""


def _deliveries(database: Database, clock: Clock) -> Iterator[Finding]:
    owed = (col(Effect.done_at).is_(None),)
    failing = (*owed, col(Effect.problem_since) < clock.now() - _FAILING_AFTER)
    query = select(Effect.kind, Effect.problem, func.count(), func.min(Effect.problem_since)).where(*failing)
    with database.reading() as session:
        waiting = session.exec(select(func.count()).select_from(Effect).where(*owed)).one()
        found = session.exec(query.group_by(col(Effect.kind), col(Effect.problem)).limit(_MOST_KINDS)).all()
    if not found:
        yield fine(DELIVERIES, f"{waiting} waiting, none failing")
    for kind, problem, count, since in found:
        age = clock.now() - (since or clock.now())
        sentence = f"{count} of kind {kind} failing for {spoken(age)}: {problem}"
        if age > _STUCK_AFTER:
            yield failure(DELIVERIES, sentence, _CURE_OF_DELIVERIES)
        else:
            yield warning(DELIVERIES, sentence, _CURE_OF_DELIVERIES)
