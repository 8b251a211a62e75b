"""How near to this machine an address is: a server may send us to none nearer than its own.

Metadata services of clouds, which give keys to whoever asks from within: AWS, Azure, Google and
others at link-local 169.254.169.254; AWS over IPv6 at fd00:ec2::254 (AWS documentation, "Instance
metadata"); Azure's wire server at 168.63.129.16; Alibaba at 100.100.100.200; Oracle at
192.0.0.192. Read 2026-11-26. Addresses that carry an IPv4 one: RFC 4291 (mapped), RFC 6052
(NAT64), RFC 3056 (6to4).
"""

import ipaddress
from enum import IntEnum

_METADATA = frozenset(
    map(
        ipaddress.ip_address,
        ("fd00:ec2::254", "168.63.129.16", "100.100.100.200", "192.0.0.192"),
    )
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Nearness(IntEnum):
    """Where an address lies, from the farthest to what only this machine can reach."""

    PUBLIC = 0
    PRIVATE = 1
    LOOPBACK = 2
    LINK = 3


def nearness(address: str) -> Nearness:
    """Return how near a numeric address is.

    Raises:
        ValueError: where it is no numeric address.
    """
    found = _carried(ipaddress.ip_address(address.partition("%")[0]))
    if found.is_link_local or found in _METADATA:
        return Nearness.LINK
    if found.is_loopback or found.is_unspecified:  # Linux takes 0.0.0.0 for itself
        return Nearness.LOOPBACK
    return Nearness.PUBLIC if found.is_global and not found.is_multicast else Nearness.PRIVATE


def _carried(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    nat64 = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
    return address.ipv4_mapped or address.sixtofour or nat64 or address
