"""From where a request comes: the address of the connection, or the one that a proxy of the installation states."""

import ipaddress
from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.types import Scope

HEADER = "x-real-ip"  # in which a proxy that is named states its visitor's address
PAGE_HEADER = "x-fenjin-address"  # in which the pages are told of it; no request can bring it
KEY = "fenjin.address"  # where in a request's scope the address lies

Networks = Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]


def of(scope: Scope, proxies: Networks) -> str | None:
    """The visitor's address; None where the connection comes from a proxy, or this machine, that does not state it.

    The header counts on connections of `proxies` alone, and only where it comes once: everybody could write one.
    """
    host, _port = scope.get("client") or ("", 0)
    peer = _address(host)
    if peer is None:
        return None
    if any(peer in network for network in proxies):
        values = Headers(scope=scope).getlist(HEADER)
        address = _address(values[0].strip()) if len(values) == 1 else None
        return str(address) if address else None
    return None if peer.is_loopback else str(peer)


def key_of(scope: Scope) -> str | None:
    """What tells the visitors of different addresses apart: an IPv6 address by its network, as one machine has many."""
    text = scope.get(KEY)
    address = _address(text) if text else None
    if address is None:
        return None
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
