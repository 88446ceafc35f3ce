"""The log: one JSON object a line, without personal data, bounded in repetition and in size.

A module logs as usual, `logging.getLogger(__name__)`; `start` sends everything that any logger of the process says to standard
error, or to the file of `FENJIN_LOG`. A line has `time` (UTC), `level`, `logger`, `message`, what the caller gave as `extra`, and
for an exception `error`: its number (see `number`), type, places in the code, and the same of its causes.

No line tells of a visitor: an exception's own text is left out, for it may repeat what he typed (an `OSError` keeps the system's
words); of a library's message only the text that its code holds is kept, with numbers but without the strings filled in, without
addresses and query strings; the server's list of requests is switched off. The project's own modules therefore log no search, no
link and no address, and their messages are written as they are.

Sign-ins and exports are another matter: `audit("export", user=…, kind="csv")` adds one line to the file of `FENJIN_AUDIT`, which
only grows, and never to the log; without that variable it does nothing.
"""

import contextlib
import datetime
import hashlib
import io
import json
import logging
import logging.handlers
import os
import re
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fenjin import metrics
from fenjin.paths import ROOT
from fenjin.settings import AUDIT, LOG, SettingError, Settings

LARGEST = 10 * 2**20  # bytes of the log's file before it is put aside
MOST_FILES = 5  # files put aside
MOST_REPEATS = 5  # equal messages written within a while
WHILE = 60.0  # seconds

_OURS = "fenjin"
_AUDIT = "fenjin.audit"
_LONGEST = 2000  # characters of a message
_DEEPEST = 30  # places in the code that an error tells
_MOST_KINDS = 1000  # different messages whose repetition is counted
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "repeated"}
_ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|(?<![\w:])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?![\w:])")
_QUERY = re.compile(r"\?\S+")
_log = logging.getLogger(__name__)


def start(settings: Settings) -> None:
    """Sends what every logger says to the place that the installation chose. May be called again.

    Raises SettingError where a file of the settings cannot be written.
    """
    handler = _open_file(settings.log) if settings.log else logging.StreamHandler()
    handler.setFormatter(_Line())
    handler.addFilter(_Limit())
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
        old.close()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger(_OURS).setLevel(settings.log_level.upper())
    for name in ("uvicorn", "uvicorn.error", "uvicorn.asgi"):
        adopt(logging.getLogger(name))
    # Its lines are addresses of visitors and their links.
    logging.getLogger("uvicorn.access").disabled = True
    threading.excepthook = _thread_died
    sys.unraisablehook = _unraisable
    warnings.showwarning = _log_warning
    start_audit(settings.audit)


def adopt(logger: logging.Logger) -> None:
    """Takes from a library's logger the handlers that it gave itself, so that it speaks through the log alone."""
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
    logger.setLevel(logging.NOTSET)
    logger.propagate = True


def audit(event: str, **fields: object) -> None:
    """Adds one line to the audit log: `time`, `event` and the fields, which JSON must be able to hold."""
    logging.getLogger(_AUDIT).info(event, extra={"fields": fields})


def number(error: BaseException) -> str:
    """Eight characters that stand for an error: the same wherever it came from the same place in the code.

    A visitor is told it and the log has it, also where the log left out a repetition.
    """
    text = "\n".join([type(error).__qualname__, *_places(error)])
    return hashlib.sha256(text.encode()).hexdigest()[:8].upper()


def _open_file(path: Path) -> logging.Handler:
    try:
        return _File(path, maxBytes=LARGEST, backupCount=MOST_FILES, encoding="utf-8")
    except OSError as error:
        raise SettingError(f"{LOG}={path}: {error.strerror}. Name a file that this user can write.") from None


def start_audit(path: Path | None) -> None:
    """Sends the audit log to this file, or nowhere. Raises SettingError where it cannot be written."""
    logger = logging.getLogger(_AUDIT)
    for old in list(logger.handlers):
        logger.removeHandler(old)
        # What a full disk did not take is lost.
        with contextlib.suppress(OSError):
            old.close()
    logger.propagate, logger.disabled = False, path is None
    if path is None:
        return
    logger.setLevel(logging.INFO)
    try:
        handler = _Audit(path, encoding="utf-8")
    except OSError as error:
        raise SettingError(f"{AUDIT}={path}: {error.strerror}. Name a file that this user can write.") from None
    handler.setFormatter(_Record())
    logger.addHandler(handler)


def audit_standing() -> str:
    """How it stands with the audit log, in a word: none, kept, or lost where the last record could not be written."""
    handlers = [each for each in logging.getLogger(_AUDIT).handlers if isinstance(each, _Audit)]
    return "none" if not handlers else "lost" if any(each.lost for each in handlers) else "kept"


class _File(logging.handlers.RotatingFileHandler):
    """A file that is put aside when it is full; a line that cannot be written there goes to standard error."""

    def _open(self) -> io.TextIOWrapper:
        return _append(self.baseFilename, 0o666)

    def handleError(self, record: logging.LogRecord) -> None:
        _instead(self.format(record))


class _Audit(logging.handlers.WatchedFileHandler):
    """A file that only grows, readable by its owner alone; opened again where something else moved it away."""

    def _open(self) -> io.TextIOWrapper:
        return _append(self.baseFilename, 0o600)

    lost = False  # whether the last record could not be written

    def emit(self, record: logging.LogRecord) -> None:
        self.lost = False
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:
        self.lost = True
        metrics.audit_lost()
        _log.error("the audit log cannot be written: %s", _system(sys.exc_info()[1]))


def _append(path: str, mode: int) -> io.TextIOWrapper:
    # Nobody waits for the reader of a pipe, neither until he comes nor until he has read.
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC
    return open(os.open(path, flags, mode), "a", encoding="utf-8")


def _instead(line: str) -> None:
    with contextlib.suppress(OSError):
        print(line, file=sys.stderr, flush=True)


class _Limit(logging.Filter):
    """Lets few equal messages through within a while; the next one after it says how many were left out."""

    def __init__(self) -> None:
        super().__init__()
        self._counts: dict[tuple[str, int, str, str], list[float]] = {}
        self._lock = threading.Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        if not _ours(record) and record.levelno < logging.WARNING:
            return False
        error = record.exc_info[1] if record.exc_info else None
        key = record.name, record.levelno, _message(record), number(error) if error else ""
        now = time.monotonic()
        with self._lock:
            since, count = self._counts.pop(key, (now, 0))
            withheld = 0
            if now - since >= WHILE:
                withheld, since, count = max(0, int(count) - MOST_REPEATS), now, 0
            # Put last, so that the first is the one that was told longest ago.
            self._counts[key] = [since, count + 1]
            while len(self._counts) > _MOST_KINDS:
                del self._counts[next(iter(self._counts))]
        if withheld:
            record.repeated = withheld
        return count < MOST_REPEATS


class _Line(logging.Formatter):
    """A record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": _moment(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        if _ours(record):
            line |= {name: value for name, value in vars(record).items() if name not in _STANDARD}
        if record.exc_info and record.exc_info[1]:
            line["error"] = _error_facts(record.exc_info[1])
        if hasattr(record, "repeated"):
            line["repeated"] = record.repeated
        return json.dumps(line, ensure_ascii=False, default=str)


class _Record(logging.Formatter):
    """A record of the audit log as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        line = {"time": _moment(record), "event": record.getMessage(), **vars(record).get("fields", {})}
        return json.dumps(line, ensure_ascii=False, default=str)


def _moment(record: logging.LogRecord) -> str:
    return datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds")


def _ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] == _OURS


def _message(record: logging.LogRecord) -> str:
    if _ours(record):
        return " ".join(record.getMessage().split())[:_LONGEST]
    if isinstance(record.msg, BaseException):
        # Such as uvicorn's, of an address that another program has taken.
        return _system(record.msg)[:_LONGEST]
    if not isinstance(record.msg, str):
        return type(record.msg).__name__
    # What stands below the first line repeats what was being handled.
    text = next(iter(record.msg.splitlines()), "")
    arguments = record.args.items() if isinstance(record.args, dict) else enumerate(record.args or ())
    safe = {key: value if isinstance(value, int | float) else "…" for key, value in arguments}
    with contextlib.suppress(TypeError, ValueError, KeyError):
        text = text % (safe if isinstance(record.args, dict) else tuple(safe.values())) if safe else text
    return _QUERY.sub("?…", _ADDRESS.sub("…", text))[:_LONGEST]


def _error_facts(error: BaseException, depth: int = 4) -> dict[str, Any]:
    """What the log says of an error: number, type, the system's words, places from the outermost to the innermost, causes."""
    facts: dict[str, Any] = {"number": number(error), "type": type(error).__qualname__}
    if isinstance(error, OSError) and error.strerror:
        facts["said"] = error.strerror
    facts["places"] = _places(error)
    causes = [] if depth == 0 else [_error_facts(cause, depth - 1) for cause in _causes(error)]
    return {**facts, "causes": causes} if causes else facts


def _causes(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        yield from error.exceptions[:3]
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause:
        yield cause


def _places(error: BaseException) -> list[str]:
    steps = traceback.extract_tb(error.__traceback__)[-_DEEPEST:]
    return [f"{step.filename.removeprefix(f'{ROOT}/')}:{step.lineno} {step.name}" for step in steps]


def _system(error: BaseException | None) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__


def _thread_died(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None and not isinstance(arguments.exc_value, SystemExit):
        _log.error("a thread ended with an error", exc_info=arguments.exc_value)


def _unraisable(arguments: "sys.UnraisableHookArgs") -> None:
    _log.error("an error that nothing could catch", exc_info=arguments.exc_value)


def _log_warning(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, file: object = None, line: object = None
) -> None:
    _log.warning("%s at %s:%d", category.__name__, filename.removeprefix(f"{ROOT}/"), lineno)
