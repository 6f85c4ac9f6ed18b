"""The one place where the parts are put together, and the life of the process."""

import gc
import os
import signal
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

import structlog
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from sqlalchemy.exc import SQLAlchemyError

from bot import delivery
from bot.clients.google import sheet_of
from bot.clients.slack import FAILURES, poster
from bot.delivery import LongWaits, Poster, Rows, SheetLooks, Worker
from bot.listeners.oauth_callback import Callback
from bot.process import bolt_app as bolt
from bot.process.clock_watch import ClockWatch
from bot.process.group_watch import GroupWatch
from bot.process.prompt_ack import UnderWay
from bot.process.scheduler import Scheduler
from bot.process.server import Endpoints, Server
from bot.process.thread_pool import Pool, few_heaps
from bot.services import Services, assemble
from bot.settings import Settings
from bot.settings_source import database_named, settings_from
from bot.telemetry import logs
from bot.telemetry.google_quota import QuotaGauge, Round, SharedQuota
from bot.telemetry.metrics import CountedSheet, Metrics
from bot.telemetry.version import program_version
from sheets.gateway import DELIVERY, LOOK, Gateway
from sheets.read_cache import ReadCache
from workflows.clock import Clock, SystemClock
from workflows.outbox.google_quota import READ, GoogleQuota
from workflows.outbox.hurry import Waits
from workflows.outbox.outbox import Outbox
from workflows.outbox.rate_limits import Rates
from workflows.rules.effects import Owed
from workflows.rules.tokens import Sealer
from workflows.schedule.clock_set_back import SetBack
from workflows.storage.columns import new_id
from workflows.storage.database import Database
from workflows.storage.in_use import Hold
from workflows.storage.key_rotation import keep_comparable
from workflows.storage.schema import Standing
from workflows.storage.sheet_journal import DatabaseJournal
from workflows.storage.teams import gather

log = structlog.get_logger(__name__)
# From SIGTERM to the end of the process. Docker and Kubernetes kill after 10 s and 30 s, where not told otherwise.
STOP_SECONDS = 8.0


@dataclass
class Bot:
    """A bot put together, not yet running."""

    settings: Settings
    database: Database
    services: Services
    app: bolt.TimedApp
    listeners: Pool
    worker: Worker
    poster: Poster
    metrics: Metrics
    watch: SheetLooks
    clock_watch: ClockWatch
    quota: SharedQuota
    waits: LongWaits
    rows: Rows
    scheduler: Scheduler = field(default_factory=Scheduler)
    server: Server | None = None
    socket: SocketModeHandler | None = None
    _gathered: str | None = None
    hold: Hold | None = None

    @property
    def port(self) -> int:
        """The HTTP port, once started."""
        assert self.server is not None
        return self.server.port

    def start(self) -> None:
        """Starts to listen, to deliver and to tick. Raises OSError where the port is taken,
        workflows.storage.in_use.Busy where another process serves the same SQLite file."""
        if self.database.sqlite:
            self.hold = Hold(self.database.file)
            # No other process uses the file: claims in it are those of a bot that died.
            self.services.outbox.release_all()
            # What was erased must not outlive its record in the file beside the database.
            self.scheduler.every(60, self.database.empty_journal)
        settings = self.settings
        services = self.services
        self.metrics.watch(
            services.queries, services.outbox, self._to_mend, services.tokens_unwell, lambda: services.health.unknown
        )
        callback = Callback(services, services.grants, services.oauth, self.app.client) if services.oauth else None
        app = None if settings.socket_mode else self.app
        secret = settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else ""
        endpoints = Endpoints(app, self.not_ready, self.metrics.registry, callback, secret=secret, remarks=self.remarks)
        self.server = Server(endpoints, settings.host, settings.port)
        self.server.start()
        self.worker.start()
        self.scheduler.every(2, self.worker.wake)
        self.scheduler.every(2, self.clock_watch.tick)
        self.scheduler.every(20, GroupWatch(self.database, self.services.clock, self.services.approvers).tick)
        self.scheduler.every(15, self._meet_slack)
        self.scheduler.every(30, self.services.reminding.tick)
        self.scheduler.every(30, self.services.reporting.tick)
        self.scheduler.every(30, self.services.health.tell)
        self.scheduler.every(15, self.watch.tick)
        self.scheduler.every(15, self.services.known.refresh)
        self.scheduler.every(15, self.waits.show)
        self.scheduler.every(60, self.waits.probe)
        self.scheduler.every(20, self.rows.sweep)
        self.scheduler.every(3600, self.services.requests.tokens.forget_old)
        self.scheduler.every(3600, self.services.grants.forget_old)
        self.scheduler.every(3600, self.services.store_imports.forget_old)
        self.scheduler.start()
        log.info(
            "started",
            version=program_version(),
            mode="socket" if settings.socket_mode else "http",
            port=self.server.port,
            settings=settings_from(),
            database=database_named(settings.database_url),
        )

    def _meet_slack(self) -> None:
        if self.services.identity.problem is not None:
            self.services.identity.refresh()
        if self.services.identity.team and self.services.identity.team != self._gathered:
            gather(self.database, self.services.identity.team)
            self._gathered = self.services.identity.team
        if self.settings.socket_mode and self.socket is None:
            assert self.settings.slack_app_token is not None
            handler = SocketModeHandler(
                self.app, self.settings.slack_app_token.get_secret_value(), web_client=self.app.client, concurrency=32
            )
            try:
                handler.connect()  # type: ignore[no-untyped-call]
            except FAILURES as failure:
                log.warning("socket_not_open", failure=type(failure).__name__)
                handler.close()  # type: ignore[no-untyped-call]
                return
            self.socket = handler

    def not_ready(self) -> dict[str, str]:
        """What is not as it should be, and why; empty when the bot can do its work."""
        reasons: dict[str, str] = {}
        try:
            if not self.database.at_head() and self.database.standing() is not Standing.NEWER:
                reasons["database"] = "the schema is not at head: run `migrate`"
            elif missed := self.database.cannot_write():
                reasons["database"] = f"takes no write: {missed}"
        except SQLAlchemyError as failure:
            reasons["database"] = logs.kind(failure)
        if not self.scheduler.alive:
            reasons["scheduler"] = "not running"
        if problem := self.services.identity.problem or self.poster.problem:
            reasons["slack"] = problem
        if self.clock_watch.asking:
            reasons["clock"] = self.clock_watch.remark or "was set back"
        if (problem := self.services.approvers.problem) and not self._others_approve():
            reasons["approvers"] = problem
        if self.settings.socket_mode and (self.socket is None or not self.socket.client.is_connected()):
            reasons["socket"] = "not connected"
        return reasons

    def remarks(self) -> dict[str, str]:
        """What is told beside it, though the bot can do its work."""
        found = {"clock": remark} if (remark := self.clock_watch.remark) else {}
        if (problem := self.services.approvers.problem) and self._others_approve():
            found["approvers"] = problem
        with suppress(SQLAlchemyError):  # as `not_ready` says
            if not self.database.at_head() and self.database.standing() is Standing.NEWER:
                found["schema"] = "a newer version of the bot has migrated the database; this one works on it too"
        return found

    def _others_approve(self) -> bool:
        """Whether the group is empty or disabled, and somebody is named beside it."""
        approvers = self.services.approvers
        return str(approvers.problem).startswith("group_") and not approvers.nobody

    def _to_mend(self) -> dict[str, str]:
        """What somebody has to see to: that another version is at work too is none of it."""
        return {part: why for part, why in self.remarks().items() if part != "schema"} | self.not_ready()

    def stop(self, seconds: float = 8.0) -> None:
        """Takes no more traffic, ends or releases what is under way; `seconds` at most, all of it together."""
        deadline = time.monotonic() + seconds
        self.scheduler.stop()
        self.worker.close()
        self.quota.close()
        if self.socket:
            self.socket.close()  # type: ignore[no-untyped-call]
        if self.server:
            self.server.stop(2.0)
        self.listeners.drain(2.0)
        self.worker.stop(max(0.5, deadline - time.monotonic()))
        self.database.close()
        if self.hold:
            self.hold.release()
            self.hold = None
        log.info("stopped")


def build(settings: Settings, clock: Clock | None = None, rates: Rates | None = None) -> Bot:
    """Puts a bot together. Migrates the database. `rates`: how fast it calls Slack and Google; as they allow, if None.

    Raises ValueError (a setting), sheets.errors.WrongConfiguration (the key), SQLAlchemyError (the database).
    """
    clock, rates = clock or SystemClock(), rates or Rates()
    assert settings.slack_bot_token is not None, "checked by required_for_serve"
    assert settings.token_key is not None, "checked by required_for_serve"
    database = _migrated(settings.database_url)
    sealer = keep_comparable(database, Sealer(settings.token_key.get_secret_value()))
    metrics, google = Metrics(), GoogleQuota(database, clock, rates.google)
    client = poster(settings.slack_bot_token.get_secret_value(), settings.slack_api_url, told=metrics.slack)
    metrics.registry.register(QuotaGauge(google))
    quota = SharedQuota(google)
    worker_name = f"{socket.gethostname()[:20]}:{os.getpid()}:{new_id()[:8]}"
    outbox = Outbox(database, clock, worker_name, metrics, rates, settings.partnerships_channel or "")
    journal = DatabaseJournal(database, clock, sealer, f"{settings.sheet_id}/{settings.sheet_worksheet or ''}"[:200])
    gateway = _gateway(settings, metrics, quota, rates, journal, clock)
    services = assemble(settings, database, clock, rates, client=client, outbox=outbox, gateway=gateway, sealer=sealer)
    slack = Poster(client, outbox)
    rows = Rows(gateway, clock, outbox, services.queries, services.requests, sealer)
    acks, pool = UnderWay(), Pool(bolt.LISTENER_THREADS, "listener")
    worker = Worker(
        outbox,
        delivery.performers(services, slack, rows, client),
        reference=services.queries.reference,
        let_pass=acks.let_pass,
        turn=lambda kind: _turn(quota, kind),
    )
    database.when_owed = worker.wake
    return Bot(
        settings=settings,
        database=database,
        services=services,
        app=bolt.build(services, client, pool, metrics.acked, acks),
        listeners=pool,
        worker=worker,
        poster=slack,
        metrics=metrics,
        watch=SheetLooks(services),
        clock_watch=_clock_watch(services, worker, SetBack(database, clock, services.reminders)),
        quota=quota,
        rows=rows,
        waits=LongWaits(Waits(database, clock), services.requests, clock, lambda: google.left(READ)),
    )


def _migrated(url: str) -> Database:
    database = Database(url)
    before = database.migrate()
    if before != (now := database.revision()):
        log.info("migrated", before=before, now=now)
    return database


def _clock_watch(services: Services, worker: Worker, stored: SetBack) -> ClockWatch:
    def ask_again() -> None:
        worker.renew()
        services.approvers.forget()
        services.languages.forget()
        stored.mend()
        services.approvers.refresh()
        services.identity.refresh()
        worker.wake()

    return ClockWatch(services.clock, ask_again, stored.release_stranded)


def _turn(quota: SharedQuota, kind: Owed) -> Round | None:
    """What a batch of this kind reserves before it is claimed."""
    need = {Owed.SURVEY: LOOK, Owed.WRITE: DELIVERY}.get(kind)
    return quota.reserve(kind.value, need) if need else None


def _gateway(
    settings: Settings, metrics: Metrics, quota: SharedQuota, rates: Rates, journal: DatabaseJournal, clock: Clock
) -> Gateway:
    return Gateway(
        CountedSheet(sheet_of(settings, quota), metrics),
        settings.headers,
        journal,
        read_cache=ReadCache(rates.looks),
        now=lambda: clock.now().timestamp(),
    )


def serve(settings: Settings, rates: Rates | None = None) -> None:
    """Runs the bot until SIGTERM or SIGINT. `rates`: how fast it calls Slack and Google; as they allow, if None."""
    logs.configure(settings.log_format, settings.log_level)
    few_heaps()
    bot = build(settings, rates=rates)
    # Through a socket: a signal that another thread receives, or that comes in the instant before the main thread
    # begins to wait, would not wake it from a lock.
    told, tells = socket.socketpair()
    tells.setblocking(False)
    signal.set_wakeup_fd(tells.fileno(), warn_on_full_buffer=False)
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: None)
    bot.start()
    # What was imported and built stays for as long as the process: without this, the collector looks through all of it
    # again and again, for tens of milliseconds each, while somebody waits for an ack.
    gc.collect()
    gc.freeze()
    gc.set_threshold(700)  # Python's own again
    told.recv(1)
    # A thread that waits for a slow answer would hold the interpreter's end up beyond what supervisors grant; what it
    # had claimed has been released by then, or comes back with its lease.
    overdue = threading.Timer(STOP_SECONDS, os._exit, (0,))
    overdue.daemon = True
    overdue.start()
    bot.stop(STOP_SECONDS - 1.0)
