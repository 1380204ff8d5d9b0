"""Which addresses belong to the public internet, and which numbers a host name may hide."""

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address

_GLOBAL_UNICAST = ip_network("2000::/3")  # all that IANA has given out; what is new there is refused until it is known
_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052: the last four bytes are an IPv4 address
_6TO4 = ip_network("2002::/16")  # RFC 3056: bytes 2 to 5 are one
_DOCUMENTATION = ip_network("3fff::/20")  # RFC 9637, newer than Python's table
# Public by number, but every machine in that cloud reaches its own host's services there.
_CLOUD = frozenset({IPv4Address("168.63.129.16")})


def find_embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that packets to `address` end at, where its form tells."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    number = int(address)
    if address in _NAT64:
        return IPv4Address(number & 0xFFFFFFFF)
    if address in _6TO4:
        return IPv4Address(number >> 80 & 0xFFFFFFFF)
    return None


def is_public(address: Address) -> bool:
    """Whether `address` is one of a host on the public internet.

    Not public are all that the IANA special-purpose registries (RFC 6890) keep from being forwarded globally: private,
    loopback, link-local, shared, documentation, benchmarking, reserved; and multicast, broadcast and unspecified
    addresses. IPv6 with an IPv4 address in it is judged by that.
    """
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast and address not in _CLOUD
    embedded = find_embedded(address)
    if embedded is not None:
        return is_public(embedded)
    return address in _GLOBAL_UNICAST and address.is_global and address not in _DOCUMENTATION


Networks = tuple[IPv4Network | IPv6Network, ...]


def parse_allowed(text: str) -> Networks:
    """Addresses and networks, divided by commas or blanks; "1", "true" or "yes" is every one. Raises ValueError."""
    words = text.replace(",", " ").split()
    if [word.lower() for word in words] in (["1"], ["true"], ["yes"]):
        return (ip_network("0.0.0.0/0"), ip_network("::/0"))
    return tuple(ip_network(word) for word in words if word.lower() not in ("0", "false", "no", "none"))


def is_allowed(address: Address, allowed: Networks) -> bool:
    """Whether `address` is public, or one that the user has allowed."""
    return is_public(address) or any(address in network for network in allowed)


def find_address(host: str) -> Address | None:
    """The address that `host` is, in any notation that a resolver takes as one; None for a name.

    Those of `inet_aton` count too: 127.1, 0x7f000001, 2130706433, 0177.0.0.1.
    """
    text = host.strip("[]").partition("%")[0].rstrip(".")
    try:
        return ip_address(text)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(text))
    except (OSError, ValueError):  # a name, or one with characters that no address has
        return None
