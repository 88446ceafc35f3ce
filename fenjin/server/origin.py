"""From where a request comes: the address of the connection, or the one that a proxy of the installation states."""

import ipaddress
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.types import Scope

HEADER = "x-real-ip"  # in which a proxy that is named states its visitor's address
TOLD = "x-fenjin-address"  # in which the pages are told of it; no request can bring it
KEY = "fenjin.address"  # where in a request's scope the address lies

Networks = Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]


def of(scope: Scope, proxies: Networks) -> str | None:
    """The visitor's address; None where the connection comes from a proxy, or this machine, that does not state it.

    The header counts on connections of `proxies` alone, and only where it comes once: everybody could write one.
    """
    host, _port = scope.get("client") or ("", 0)
    connected = _address(host)
    if connected is None:
        return None
    if any(connected in network for network in proxies):
        stated = Headers(scope=scope).getlist(HEADER)
        found = _address(stated[0].strip()) if len(stated) == 1 else None
        return str(found) if found else None
    return None if connected.is_loopback else str(connected)


def apart(scope: Scope) -> str | None:
    """What tells the visitors of different addresses apart: an IPv6 address by its network, as one machine has many."""
    stated = scope.get(KEY)
    address = _address(stated) if stated else None
    if address is None:
        return None
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
