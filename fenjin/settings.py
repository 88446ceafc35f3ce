"""What an installation may set: environment variables, each named, read and checked here and nowhere else.

One file: whoever installs finds every setting in one place, and half of it are names and sentences.
"""

import argparse
import datetime
import getpass
import ipaddress
import os
import re
import urllib.parse
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from fenjin import paths

SOURCE = "FENJIN_SOURCE"  # the folder in which an installation keeps the published documents
MAP = "FENJIN_MAP"  # the boundary file that an installation uses in place of the built-in one
TEMPLATE = "FENJIN_TEMPLATE"  # the installation's own PowerPoint template
TABLE = (
    "FENJIN_TABLE"  # the file of the table, or a store of its versions, in place of data/targets.parquet in the program's folder
)
ENGINE = "FENJIN_ENGINE"  # where queries run: sc://host:port of a cluster that speaks Spark Connect; unset, in this process
ENGINE_TOKEN = "FENJIN_ENGINE_TOKEN"  # the file that holds the token which the cluster asks for
ENGINE_STORE = "FENJIN_ENGINE_STORE"  # the address under which the cluster reads the store of versions, where its path is another
LOG = "FENJIN_LOG"  # the file that the log is written to in place of standard error
LEVEL = "FENJIN_LOG_LEVEL"  # the least that is logged: debug, info, warning or error
STATE = "FENJIN_STATE"  # the one folder that the server may write, shared by all workers: who is signed in
CURATE = "FENJIN_CURATE"  # here: whoever sits at this machine curates lists without signing in, and nobody else
AUDIT = "FENJIN_AUDIT"  # the file that records sign-ins and exports
HOSTS = "FENJIN_HOSTS"  # the names under which browsers may open the dashboard, separated by commas
ANCESTORS = "FENJIN_FRAME_ANCESTORS"  # who may show the dashboard in a frame: self, or origins separated by commas
OPERATIONS = "FENJIN_OPERATIONS"  # host:port at which the operator finds health and metrics
LANG = "FENJIN_LANG"  # the language in which the command line speaks: zh or en
TIMEZONE = "FENJIN_TIMEZONE"  # the time zone whose day stands on slides, briefs and files
ACCESS = "FENJIN_ACCESS"  # who may come in: open (everybody), oidc (sign-in), proxy (whom a reverse proxy names)
ROLES = "FENJIN_ROLES"  # which value of the claim or header gives which role: value=role, separated by commas
ROLE_OTHERS = "FENJIN_ROLE_OTHERS"  # what somebody without any of these values is: viewer, or refused
ROLE_CLAIM = "FENJIN_ROLE_CLAIM"  # the claim of the ID token that holds the values; dots lead into objects
OIDC_METADATA = "FENJIN_OIDC_METADATA"  # the address at which the provider describes itself
OIDC_CLIENT_ID = "FENJIN_OIDC_CLIENT_ID"  # what the provider calls this dashboard
OIDC_CLIENT_SECRET = "FENJIN_OIDC_CLIENT_SECRET"  # the provider's secret for this dashboard
OIDC_CLIENT_SECRET_FILE = "FENJIN_OIDC_CLIENT_SECRET_FILE"  # or the file that holds it
OIDC_ADDRESS = "FENJIN_OIDC_ADDRESS"  # the address under which browsers open the dashboard
OIDC_PROMPT = "FENJIN_OIDC_PROMPT"  # what the provider is asked to show a visitor who is signed in there already
COOKIE_SECRET = "FENJIN_COOKIE_SECRET"  # with which the cookie of a signed-in visitor is signed
COOKIE_SECRET_FILE = "FENJIN_COOKIE_SECRET_FILE"  # or the file that holds it
SESSION_HOURS = "FENJIN_SESSION_HOURS"  # how long a sign-in lasts
IDLE_MINUTES = "FENJIN_IDLE_MINUTES"  # after how long without anything asked for it ends before
PROXY_ADDRESSES = "FENJIN_PROXY_ADDRESSES"  # the addresses or networks of the reverse proxy, whose word on its visitors counts
PROXY_USER_HEADER = "FENJIN_PROXY_USER_HEADER"  # the header in which it names the visitor
PROXY_ROLES_HEADER = "FENJIN_PROXY_ROLES_HEADER"  # the header in which it lists what the visitor belongs to

LEVELS = ("debug", "info", "warning", "error")
_OURS = "FENJIN" + "_"
VIEWER, ANALYST, OPERATOR, REFUSED = "viewer", "analyst", "operator", "refused"
ROLE_NAMES = (VIEWER, ANALYST, OPERATOR)  # each may do what the one before may
_SHORTEST_SECRET = 32  # characters
_USUAL_TIMEZONE = "Asia/Shanghai"
_LARGEST_SECRET = 64 * 1024  # bytes of the file of one
_LONGEST_SESSION = 30 * 24  # hours
_LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")
_OIDC = (
    OIDC_METADATA,
    OIDC_CLIENT_ID,
    OIDC_CLIENT_SECRET,
    OIDC_CLIENT_SECRET_FILE,
    OIDC_ADDRESS,
    OIDC_PROMPT,
    COOKIE_SECRET,
    COOKIE_SECRET_FILE,
    SESSION_HOURS,
    IDLE_MINUTES,
    ROLE_CLAIM,
)
_PROXY = (PROXY_USER_HEADER, PROXY_ROLES_HEADER)
_BOTH = (ROLES, ROLE_OTHERS)

Networks = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]


class SettingError(ValueError):
    """A variable whose value cannot be used: its text names the variable, what it holds and what to do."""


@dataclass(frozen=True)
class Oidc:
    """Sign-in at an OpenID provider. `address` is the dashboard's own, without a path; `seconds` is how long a sign-in lasts, `idle`
    how many of them may go by without a request."""

    metadata: str
    client_id: str
    client_secret: str
    address: str
    prompt: str
    cookie_secret: str
    seconds: int
    idle: int
    claim: str

    @property
    def encrypted(self) -> bool:
        """Whether browsers come by https."""
        return self.address.startswith("https:")


@dataclass(frozen=True)
class Proxy:
    """A reverse proxy that names each visitor in a header, and perhaps what he belongs to in another."""

    addresses: Networks
    user_header: str
    roles_header: str


@dataclass(frozen=True)
class Access:
    """Who may come in: how a visitor is known, what gives him which role, and what everybody else is."""

    by: Oidc | Proxy
    roles: Mapping[str, str]
    others: str


@dataclass(frozen=True)
class Settings:
    """What this installation has set; what it has not is None. Without `access` it is open to everybody."""

    source: Path | None
    map: Path | None
    template: Path | None
    table: Path = paths.TABLE
    log: Path | None = None
    log_level: str = "info"
    audit: Path | None = None
    operations: tuple[str, int] | None = None
    access: Access | None = None
    hosts: tuple[str, ...] = ()
    ancestors: tuple[str, ...] = ()
    lang: str = "zh"
    engine: str | None = None
    engine_store: str | None = None
    engine_token: Path | None = None
    state: Path | None = None
    timezone: datetime.tzinfo = datetime.UTC
    proxies: Networks = ()  # whose word on where a visitor is counts
    curate: bool = False  # whether whoever sits at this machine curates lists without signing in
    served: bool = False  # whether the server's own entry runs, with its gate, its interface for programs and its calendar


_of_process: Settings | None = None


def install() -> Settings:
    """Reads the settings for the whole life of this process, which is the server's. Raises SettingError as `read` does."""
    global _of_process
    _of_process = replace(read(), served=True)
    return _of_process


def load() -> Settings:
    """The settings of this process: in the server those of its start, elsewhere what the environment says now."""
    return _of_process or read()


def now() -> datetime.datetime:
    """This moment where the installation is, to the second."""
    return datetime.datetime.now(load().timezone).replace(microsecond=0)


def account() -> str:
    """The name of the account that this process runs under; "" where it has none, as in a container."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def read(variables: Mapping[str, str] = os.environ) -> Settings:
    """The installation's settings. Raises SettingError where a variable cannot be understood."""

    # A slip in a name would leave the dashboard open to everybody, or without what was meant.
    names = [value for value in globals().values() if isinstance(value, str) and value.startswith(_OURS) and value != _OURS]
    for name in sorted(variables):
        if name.startswith(_OURS) and name not in names:
            raise SettingError(f"{name} is no setting: known are {', '.join(sorted(names))}. Correct it or take it out.")

    def path(name: str) -> Path | None:
        return Path(variables[name]) if variables.get(name) else None

    settings = Settings(
        path(SOURCE),
        path(MAP),
        path(TEMPLATE),
        path(TABLE) or paths.TABLE,
        path(LOG),
        _level(variables.get(LEVEL) or "info"),
        path(AUDIT),
        _address(variables.get(OPERATIONS, "")),
        _access(variables),
        _hosts(variables.get(HOSTS, "")),
        _ancestors(variables.get(ANCESTORS, "")),
        _lang(variables.get(LANG) or "zh"),
        _engine(variables.get(ENGINE, "")),
        _engine_store(variables.get(ENGINE_STORE, "")),
        path(ENGINE_TOKEN),
        path(STATE),
        _timezone(variables.get(TIMEZONE) or _USUAL_TIMEZONE),
        _networks(variables.get(PROXY_ADDRESSES, "")),
        _curate(variables.get(CURATE, "")),
    )
    if settings.curate and settings.state is None:
        raise SettingError(f"{CURATE}=here, but {STATE} is not set: name the folder in which drafts are kept.")
    if settings.curate and (settings.access or settings.proxies):
        raise SettingError(
            f"{CURATE}=here is for one person at this machine: take it out where visitors sign in or a proxy stands before."
        )
    return settings


def command(module: str, about: str | None) -> tuple[Settings, argparse.ArgumentParser]:
    """The installation's settings and the command line of a module, which speaks the language that `--lang` names.

    Raises SystemExit with the reason where a variable cannot be understood.
    """
    try:
        own = read()
    except SettingError as error:
        raise SystemExit(str(error)) from None
    parser = argparse.ArgumentParser(
        prog=f"python -m {module}", description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lang", choices=["zh", "en"], default=own.lang)
    return own, parser


def _engine(value: str) -> str | None:
    if not value:
        return None
    # What it holds may be a secret.
    if re.search(r";(token|authorization)=", value, re.IGNORECASE):
        raise SettingError(f"{ENGINE} holds a token: write the token into a file that {ENGINE_TOKEN} names.")
    if not re.fullmatch(r"sc://[\w.-]+(:\d{1,5})?(/(;[\w-]+=[^;\s]+)*)?", value):
        raise SettingError(f"{ENGINE}: write sc://host:port, for example sc://spark.city.example:15002.")
    return value


def _engine_store(value: str) -> str | None:
    if value and not re.fullmatch(r"[a-z][a-z0-9+.-]*://[^\s?#]+", value):
        raise SettingError(f"{ENGINE_STORE}: write an address, for example s3a://bucket/fenjin or file:///mnt/fenjin.")
    return value.rstrip("/") or None


def _curate(value: str) -> bool:
    if value not in ("", "here"):
        raise SettingError(f"{CURATE}={value}: write here, or take it out.")
    return value == "here"


def _lang(value: str) -> str:
    if value not in ("zh", "en"):
        raise SettingError(f"{LANG}={value}: write zh or en.")
    return value


def _timezone(value: str) -> datetime.tzinfo:
    try:
        return zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        # Many small systems know no zones; this one has had no summer time since 1991.
        if value == _USUAL_TIMEZONE:
            return datetime.timezone(datetime.timedelta(hours=8), value)
        raise SettingError(
            f"{TIMEZONE}={value}: this system knows no such zone. Write one such as Asia/Urumqi, or install tzdata."
        ) from None


def _level(value: str) -> str:
    if value.lower() not in LEVELS:
        raise SettingError(f"{LEVEL}={value}: write one of {', '.join(LEVELS)}.")
    return value.lower()


def _address(value: str) -> tuple[str, int] | None:
    """Host and port; an IPv6 address stands in brackets."""
    host, _, port = value.rpartition(":")
    if not value:
        return None
    if not host or not port.isdecimal() or not port.isascii() or int(port) > 65535:
        raise SettingError(f"{OPERATIONS}={value}: write host:port, for example 127.0.0.1:9090.")
    return host.removeprefix("[").removesuffix("]"), int(port)


def _access(variables: Mapping[str, str]) -> Access | None:
    names = {name for name in (*_OIDC, *_PROXY, *_BOTH) if variables.get(name)}
    kind = variables.get(ACCESS) or "open"
    if kind not in ("open", "oidc", "proxy"):
        raise SettingError(f"{ACCESS}={kind}: write open, oidc or proxy.")
    allowed_names = {"open": (), "oidc": (*_OIDC, *_BOTH), "proxy": (*_PROXY, *_BOTH)}[kind]
    for name in sorted(names - set(allowed_names)):
        # Whoever states how visitors are known wants them known: the dashboard must not come up open.
        raise SettingError(f"{name} is set, but {ACCESS}={kind}: set {ACCESS} to what you mean, or take {name} out.")
    if kind == "open":
        return None
    if not variables.get(AUDIT):
        raise SettingError(f"{ACCESS}={kind}, but {AUDIT} is not set: name the file in which sign-ins are recorded.")
    by = _oidc(variables) if kind == "oidc" else _proxy(variables)
    others = variables.get(ROLE_OTHERS) or VIEWER
    if others not in (VIEWER, REFUSED):
        raise SettingError(f"{ROLE_OTHERS}={others}: write {VIEWER} or {REFUSED}.")
    roles = _roles(variables.get(ROLES, ""))
    if others == REFUSED and not roles:
        raise SettingError(f"{ROLE_OTHERS}={REFUSED}, but {ROLES} is not set: nobody could come in. Set {ROLES}.")
    if isinstance(by, Proxy) and roles and not by.roles_header:
        raise SettingError(f"{ROLES} is set, but {PROXY_ROLES_HEADER} is not: name the header that holds these values.")
    return Access(by, roles, others)


def _roles(text: str) -> dict[str, str]:
    roles: dict[str, str] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        value, _equals, role = (piece.strip() for piece in part.rpartition("="))
        if not value or role not in ROLE_NAMES:
            raise SettingError(
                f"{ROLES}={text}: {part!r} is no value=role with one of {', '.join(ROLE_NAMES)} as role. Correct it."
            )
        if roles.setdefault(value, role) != role:
            raise SettingError(f"{ROLES}={text}: {value!r} has two roles. Leave one.")
    return roles


def _oidc(variables: Mapping[str, str]) -> Oidc:
    metadata = _web(variables, OIDC_METADATA)
    if metadata.scheme != "https" and metadata.hostname not in _LOCAL_HOSTS:
        raise SettingError(
            f"{OIDC_METADATA}={metadata.geturl()}: without https anybody on the way could sign in. Write an https address."
        )
    address = _web(variables, OIDC_ADDRESS)
    if address.path.strip("/") or address.query or address.fragment:
        raise SettingError(f"{OIDC_ADDRESS}={address.geturl()}: write scheme and host only, for example https://dash.example.")
    secret = _secret(variables, COOKIE_SECRET, COOKIE_SECRET_FILE)
    if len(secret) < _SHORTEST_SECRET:
        raise SettingError(
            f"{COOKIE_SECRET} has {len(secret)} characters: write at least {_SHORTEST_SECRET}, for example what `openssl rand -hex 32` gives."
        )
    seconds = 3600 * _duration(variables, SESSION_HOURS, "12", "hours", _LONGEST_SESSION)
    idle = 60 * _duration(variables, IDLE_MINUTES, "120", "minutes", _LONGEST_SESSION * 60)
    return Oidc(
        metadata.geturl(),
        _require(variables, OIDC_CLIENT_ID),
        _secret(variables, OIDC_CLIENT_SECRET, OIDC_CLIENT_SECRET_FILE),
        _origin(address),
        variables.get(OIDC_PROMPT) or "select_account",
        secret,
        max(1, round(seconds)),
        max(1, round(idle)),
        variables.get(ROLE_CLAIM) or "roles",
    )


def _duration(variables: Mapping[str, str], name: str, usual: str, unit: str, most: int) -> float:
    text = variables.get(name) or usual
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not 0 < number <= most:
        raise SettingError(f"{name}={text}: write {unit}, more than 0 and at most {most}.")
    return number


def _secret(variables: Mapping[str, str], name: str, in_file: str) -> str:
    """A secret, or what the file holds that the other variable names, without the end of its line."""
    path = variables.get(in_file)
    if not path:
        return _require(variables, name)
    if variables.get(name):
        raise SettingError(f"{name} and {in_file} are both set: leave one.")
    try:
        secret = paths.content(Path(path), _LARGEST_SECRET).decode("utf-8").strip()
    except OSError as error:
        raise SettingError(f"{in_file}={path}: {error.strerror}. Name a file that this user can read.") from None
    except ValueError:
        raise SettingError(f"{in_file}={path}: that is no text. Write the secret into it, in one line.") from None
    if not secret:
        raise SettingError(f"{in_file}={path}: the file is empty. Write the secret into it, in one line.")
    return secret


def _origin(address: urllib.parse.SplitResult) -> str:
    """An address as browsers state it in the header Origin: in small letters and without the port that goes without saying."""
    usual = {"http": ":80", "https": ":443"}[address.scheme]
    return f"{address.scheme}://{address.netloc.lower().removesuffix(usual)}"


def _networks(value: str) -> Networks:
    networks = []
    for part in _items(value):
        try:
            network = ipaddress.ip_network(part)
        except ValueError as wrong:
            raise SettingError(f"{PROXY_ADDRESSES}={part}: {wrong}. Write addresses or networks.") from None
        if not network.prefixlen:
            raise SettingError(f"{PROXY_ADDRESSES}={part}: that is every address. Write those of the proxy.")
        networks.append(network)
    if value and not networks:
        raise SettingError(f"{PROXY_ADDRESSES}={value}: that names no address. Write those of the proxy.")
    return tuple(networks)


def _proxy(variables: Mapping[str, str]) -> Proxy:
    networks = _networks(_require(variables, PROXY_ADDRESSES))
    headers = {
        PROXY_USER_HEADER: _require(variables, PROXY_USER_HEADER),
        PROXY_ROLES_HEADER: variables.get(PROXY_ROLES_HEADER, ""),
    }
    for name, header in headers.items():
        if header and not re.fullmatch(r"[A-Za-z0-9-]+", header):
            raise SettingError(f"{name}={header}: write the name of a header, of letters, digits and hyphens.")
    return Proxy(networks, headers[PROXY_USER_HEADER].lower(), headers[PROXY_ROLES_HEADER].lower())


def _require(variables: Mapping[str, str], name: str) -> str:
    if not variables.get(name, "").strip():
        raise SettingError(f"{ACCESS}={variables[ACCESS]}, but {name} is not set: set it.")
    return variables[name].strip()


def _web(variables: Mapping[str, str], name: str) -> urllib.parse.SplitResult:
    text = _require(variables, name)
    try:
        parts = urllib.parse.urlsplit(text)
        is_full = (
            parts.scheme in ("http", "https")
            and parts.hostname
            and (parts.port is None or parts.port)
            and "@" not in parts.netloc
        )
    except ValueError:
        is_full = False
    if not is_full:
        raise SettingError(f"{name}={text}: write a full address, for example https://dash.example.")
    return parts


def _items(value: str) -> list[str]:
    return [each.strip() for each in value.split(",") if each.strip()]


def _hosts(value: str) -> tuple[str, ...]:
    names = _items(value.lower())
    for name in names:
        if not re.fullmatch(r"(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*|[0-9a-f.]*:[0-9a-f:.]+", name):
            raise SettingError(
                f"{HOSTS}={value}: {name} is no host name. Write names without port, for example dash.city.example,*.intra.example."
            )
    return tuple(names)


def _ancestors(value: str) -> tuple[str, ...]:
    origins = _items(value.lower())
    for origin in origins:
        if origin != "self" and not re.fullmatch(r"https?://(\*\.)?[a-z0-9.-]+(:\d{1,5})?", origin):
            raise SettingError(
                f"{ANCESTORS}={value}: {origin} is no origin. Write self, or for example https://portal.city.example."
            )
    return tuple("'self'" if origin == "self" else origin for origin in origins)
