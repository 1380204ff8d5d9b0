"""Which addresses are public, in whatever notation."""

from ipaddress import ip_address

import pytest

from scoda_crawler.crawl.addresses import find_address, is_allowed, is_public, parse_allowed

SPECIAL = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.255 169.254.169.254 172.16.0.1 172.31.255.255
192.0.0.1 192.0.2.1 192.168.1.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
168.63.129.16 :: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:a9fe:a9fe ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::10.0.0.1
64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1::1 2002:c0a8:101:: 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1
fec0::1 ff02::1 4000::1
""".split()
PUBLIC = """
1.1.1.1 8.8.8.8 93.184.216.34 172.15.0.1 172.32.0.1 100.63.0.1 100.128.0.1 192.169.0.1 223.255.255.255
2606:4700::1111 2a00:1450::1 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::1
""".split()


@pytest.mark.parametrize("text", SPECIAL)
def test_special_addresses_are_not_public(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", PUBLIC)
def test_public_addresses_are(text: str) -> None:
    assert is_public(ip_address(text))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "127.0.1", "0x7f000001", "0x7F.1", "2130706433", "017700000001", "0177.0.0.1", "127.0.0.1.",
     "[::1]", "::1", "[::ffff:127.0.0.1]", "[fe80::1%eth0]", "0", "[::ffff:7f00:1]"],
)  # fmt: skip
def test_every_notation_of_an_address_is_seen_through(host: str) -> None:
    address = find_address(host)
    assert address is not None and not is_public(address)


@pytest.mark.parametrize(
    "host", ["", "localhost", "127.0.0.1.example.org", "a.b", "0x", "x" * 9000, "ไทย", "\ud800", "\0"]
)
def test_names_are_no_addresses(host: str) -> None:
    assert find_address(host) is None


@pytest.mark.parametrize(
    ("text", "address", "allowed"),
    [
        ("", "127.0.0.1", False),
        ("False", "127.0.0.1", False),
        ("0", "0.0.0.0", False),
        ("1", "169.254.169.254", True),
        ("True", "::1", True),
        ("127.0.0.1, 10.1.0.0/16", "10.1.200.3", True),
        ("127.0.0.1 10.1.0.0/16", "10.2.0.1", False),
        ("127.0.0.1", "::1", False),
        ("::1", "::1", True),
        ("127.0.0.1", "8.8.8.8", True),
    ],
)
def test_the_user_allows_what_he_names(text: str, address: str, allowed: bool) -> None:
    assert is_allowed(ip_address(address), parse_allowed(text)) is allowed


def test_what_is_no_network_is_an_error() -> None:
    with pytest.raises(ValueError, match="example"):
        parse_allowed("127.0.0.1 intranet.example")
