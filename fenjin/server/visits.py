"""The visits of those who signed in: how long each lasts, and who ends it.

A visit's cookie says who its visitor is; whether the visit goes on is known here. With FENJIN_STATE it is a file of that folder, so
that all workers know it, also after a restart: a visit whose file is gone is over. Without, each process knows of its own.

    python -m fenjin.server.visits              who is signed in: account, name, since when, last seen
    python -m fenjin.server.visits end NAME     ends all visits of an account, or of everybody of this name
"""

import datetime
import json
import logging
import os
import re
import secrets
import sys
import time
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from fenjin import settings, state
from fenjin.language.translate import translator
from fenjin.server import audit, logs
from fenjin.settings import STATE, Oidc, SettingError

SKEW = 10  # seconds by which the clocks of two workers may differ
NOTE_EVERY = 60.0  # seconds after which it is noted again that somebody is there
_MOST = 10_000  # visits that a process remembers without the folder
_FOLDER = "visits"
_ID = re.compile(r"[A-Za-z0-9_-]{22}")
_log = logging.getLogger(__name__)

clock = time.time


@dataclass(frozen=True)
class Visit:
    """A sign-in: whom the provider named, what he belongs to of what counts here, and since when (seconds since 1970)."""

    id: str
    user: str
    name: str
    values: tuple[str, ...]
    begun: int

    @classmethod
    def begin(cls, user: str, name: str, values: Sequence[str]) -> "Visit":
        """A visit that begins now, with a name that nobody can guess."""
        return cls(secrets.token_urlsafe(16), user, name, tuple(values), int(clock()))

    @classmethod
    def of(cls, visit_data: Mapping[str, Any]) -> "Visit | None":
        """The visit that a cookie keeps; None where it keeps none."""
        try:
            visit = cls(**{**visit_data, "values": tuple(visit_data["values"])})
        except (TypeError, KeyError):
            return None
        return visit if _ID.fullmatch(visit.id) else None

    def session(self) -> dict[str, Any]:
        """What the cookie keeps of it."""
        return {**asdict(self), "values": list(self.values)}


class Visits:
    """Which visits go on. `seconds` is how long one lasts, `idle` how long it lasts with nobody there; `folder` is shared by workers."""

    def __init__(self, seconds: int, idle: int, folder: Path | None = None) -> None:
        self._seconds, self._idle, self._folder = seconds, idle, folder
        self._note_every = min(NOTE_EVERY, idle / 4)
        # Without a folder: when somebody was last there, and the visits that were ended by hand.
        self._last_seen: OrderedDict[str, float] = OrderedDict()
        self._ends: OrderedDict[str, float] = OrderedDict()

    def begin(self, visit: Visit) -> None:
        """From now on it goes on. Raises OSError where that cannot be kept."""
        if self._folder is None:
            _remember(self._last_seen, visit.id)
            return
        self._tidy(self._folder)
        path = _path(self._folder, visit.id)
        new = path.with_suffix(".new")
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump({"user": visit.user, "name": visit.name, "begun": visit.begun}, file)
        os.utime(new, (clock(), clock()))
        new.replace(path)

    def why_over(self, visit: Visit) -> str:
        """Why it does not go on; "" where it does, and then that somebody is there now is noted."""
        age = clock() - visit.begun
        if not -SKEW <= age < self._seconds + 1:
            return "sign-in is over"
        if self._folder is None:
            if visit.id in self._ends:
                return "sign-in was ended"
            if clock() - self._last_seen.get(visit.id, clock()) > self._idle:
                return "nobody was there"
            _remember(self._last_seen, visit.id)
            return ""
        try:
            # Opened, and not only looked at: of a name alone shared storage may tell what it was a while ago.
            with _path(self._folder, visit.id).open("rb") as file:
                unseen = clock() - os.fstat(file.fileno()).st_mtime
                if unseen > self._idle:
                    return "nobody was there"
                if unseen > self._note_every:
                    self._note(file.fileno())
        except FileNotFoundError:
            return "sign-in was ended"
        except OSError as error:
            _log.error("%s cannot be read, so nobody is known: %s", STATE, error.strerror)
            return "state cannot be read"
        return ""

    def _note(self, file: int) -> None:
        """Notes that somebody is there now; where that cannot be written, the visit ends the sooner."""
        try:
            os.utime(file, (clock(), clock()))
        except OSError as error:
            _log.error("%s cannot be written: %s", STATE, error.strerror)

    def end(self, visit: Visit) -> None:
        """Ends it in every window, for whoever may have copied its cookie, and with the folder in every worker."""
        if self._folder is None:
            _remember(self._ends, visit.id)
        else:
            _path(self._folder, visit.id).unlink(missing_ok=True)

    def _tidy(self, folder: Path) -> None:
        """Takes away what is left of visits in which nobody was for too long."""
        for path in (*folder.glob("*.json"), *folder.glob("*.new")):
            try:
                if clock() - path.stat().st_mtime > self._idle + SKEW:
                    path.unlink()
            except OSError:
                pass


def visits_of(by: Oidc, folder: Path | None) -> Visits:
    """The visits of an installation; `folder` is FENJIN_STATE's. Raises SettingError where it cannot be used."""
    return Visits(by.seconds, by.idle, state.part(folder, _FOLDER))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit status."""
    installation, parser = settings.command("fenjin.server.visits", __doc__)
    commands = parser.add_subparsers(dest="command")
    ending = commands.add_parser("end", help="ends all visits of an account, or of everybody of this name")
    ending.add_argument("name")
    options = parser.parse_args(arguments)
    t = translator(options.lang)
    try:
        folder = state.part(state.prepare(installation), _FOLDER)
        logs.start_audit(installation.audit)
    except SettingError as error:
        raise SystemExit(str(error)) from None
    if folder is None:
        print(t("没有设{variable}：只有各个服务进程自己知道谁登录了，这里看不到也停不了。", variable=STATE), file=sys.stderr)
        return 2
    visits = list(_read_visits(folder))
    if options.command != "end":
        for path, about in visits:
            start, last = (_moment(at) for at in (about["begun"], path.stat().st_mtime))
            print(t("{user}　{name}　{begun}登录，{seen}最近一次操作", **_printable(about), begun=start, seen=last))
        return 0
    counts: dict[str, int] = {}
    for path, about in visits:
        if options.name in (about["user"], about["name"]):
            path.unlink(missing_ok=True)
            counts[about["user"]] = counts.get(about["user"], 0) + 1
    for user, count in counts.items():
        audit.record("visits-ended", None, account=user, visits=count)
    print(t("“{name}”的登录已结束：{n}个", name=options.name, n=sum(counts.values())))
    return 0 if counts else 1


def _read_visits(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted(folder.glob("*.json")):
        try:
            yield path, json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            # Ended in this moment.
            continue


def _printable(about: Mapping[str, Any]) -> dict[str, str]:
    """Account and name without what a terminal would take for a command."""
    return {name: "".join(letter for letter in str(about[name]) if letter.isprintable()) for name in ("user", "name")}


def _moment(at: float) -> str:
    return datetime.datetime.fromtimestamp(at).astimezone().isoformat(" ", "minutes")


def _path(folder: Path, visit: str) -> Path:
    return folder / f"{visit}.json"


def _remember(which: "OrderedDict[str, float]", visit: str) -> None:
    which[visit] = clock()
    which.move_to_end(visit)
    while len(which) > _MOST:
        which.popitem(last=False)


if __name__ == "__main__":
    sys.exit(main())
