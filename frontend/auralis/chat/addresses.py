"""Addresses that are never connected to, whoever asks.

They are the unspecified, link-local (where clouds keep their metadata), multicast, broadcast and reserved
ones, and the metadata services that live elsewhere.  An IPv4 address inside an IPv6 one counts as itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_network

Address = IPv4Address | IPv6Address

_FORBIDDEN = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",  # this network, the unspecified address among it
        "169.254.0.0/16",
        "224.0.0.0/4",
        "240.0.0.0/4",  # reserved, and broadcast
        "100.100.100.200/32",  # metadata: Alibaba
        "168.63.129.16/32",  # metadata: Azure
        "192.0.0.192/32",  # metadata: Oracle
        "::/128",
        "fe80::/10",
        "ff00::/8",
        "fd00:ec2::/32",  # metadata: AWS
        "fd20:ce::/32",  # metadata: Google
    )
)
# Where an IPv6 address carries an IPv4 one, and by how many bits it is shifted there.
_CARRIERS = (
    (IPv6Network("::ffff:0:0/96"), 0),  # mapped
    (IPv6Network("::ffff:0:0:0/96"), 0),  # translated
    (IPv6Network("64:ff9b::/96"), 0),  # NAT64
    (IPv6Network("64:ff9b:1::/48"), 0),
    (IPv6Network("::/96"), 0),  # compatible
    (IPv6Network("2002::/16"), 80),  # 6to4
)
_LOOPBACK = IPv6Address("::1")


def connectable(address: Address) -> bool:
    """Say whether anybody may have this server connect to `address`."""
    return not any(
        each.version == network.version and each in network
        for each in (address, *_carried(address))
        for network in _FORBIDDEN
    )


def _carried(address: Address) -> Iterator[IPv4Address]:
    if isinstance(address, IPv6Address) and address != _LOOPBACK:
        for network, shift in _CARRIERS:
            if address in network:
                yield IPv4Address(int(address) >> shift & 0xFFFFFFFF)
