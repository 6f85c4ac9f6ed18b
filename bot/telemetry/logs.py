"""Logging: one event a line, as JSON or for a console; never a secret, never what somebody typed."""

import logging
import re
import sys
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from workflows.storage.database import failure_name

# Libraries that would log whole payloads at DEBUG, a pasted token with them; or two lines each time that somebody asks
# how the bot is.
_TALKATIVE = (
    "slack_sdk",
    "slack_bolt",
    "urllib3",
    "google",
    "gspread",
    "apscheduler",
    "alembic",
    "waitress",
    "asyncio",
    "aiohttp",
)
# What the lines that are logged just now are about.
_about: ContextVar[Mapping[str, Any]] = ContextVar("about", default=MappingProxyType({}))
# Slack's and Google's tokens, JWTs and bearer headers, wherever they may turn up.
_SECRETS = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|eyJ[\w-]+\.[\w-]+\.[\w-]*|ya29\.[\w.-]+|(?<=[Bb]earer )\S+|gAAAA[\w=-]{20,}"
)


def redact(text: str) -> str:
    """`text` with everything that looks like a secret taken out."""
    return _SECRETS.sub("[secret]", text)


def _named(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {**_about.get(), **event}


def _resolved(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """What was bound as a question is asked now that there is a line: most work is done without one."""
    for key, value in list(event.items()):
        if callable(value):
            answer = value()
            if answer is None:
                del event[key]
            else:
                event[key] = answer
    return event


def _redacted(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = redact(value)
    return event


class _RedactingFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage()), ()
        # The trace stays out: an exception's text may hold what was sent.
        if record.exc_info and record.exc_info[0]:
            record.msg, record.exc_info = f"{record.msg} ({record.exc_info[0].__name__})", None
            record.exc_text = None
        return True


def configure(style: str = "json", level: str = "INFO") -> None:
    """Sets logging up for the process. `style`: `json` or `console`; `level`: a name of the logging module."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    renderer = structlog.processors.JSONRenderer() if style == "json" else structlog.dev.ConsoleRenderer()
    shared: list[Any] = [
        _named,
        _resolved,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _redacted,
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_RedactingFilter())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(number)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))
    # Bolt logs the whole body of a request with a bad signature, at INFO.
    logging.getLogger("slack_bolt.RequestVerification").setLevel(logging.ERROR)


@contextmanager
def about(lookup: Callable[[str], str | None], request_id: str | None, **what: str) -> Iterator[None]:
    """Every line that is logged in the block names this, and the reference of the request where there is one.

    `lookup` answers the reference; it is asked only where there is a line, and may fail.
    """

    def reference() -> str | None:
        try:
            return lookup(request_id) if request_id else None
        except SQLAlchemyError:
            return None

    before = _about.set({**_about.get(), "request": reference, **what})
    try:
        yield
    finally:
        _about.reset(before)


def place(failure: BaseException) -> str:
    """File and line where an exception was raised: with its kind all that may be logged of it, for its text may hold
    what somebody typed."""
    trace = failure.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""


def kind(failure: BaseException) -> str:
    """What an exception is called in the log: its class, and of a database's failure the name that it has there."""
    return " ".join(filter(None, (type(failure).__name__, failure_name(failure))))
