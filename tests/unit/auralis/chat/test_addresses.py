from ipaddress import ip_address

import pytest

from auralis.chat.addresses import connectable


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "0.1.2.3",
        "169.254.169.254",
        "169.254.0.1",
        "224.0.0.1",
        "239.255.255.250",
        "255.255.255.255",
        "240.0.0.1",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "::",
        "fe80::1",
        "ff02::1",
        "fd00:ec2::254",
        "fd20:ce::254",
        "::ffff:169.254.169.254",
        "::ffff:0.0.0.0",
        "::ffff:0:169.254.169.254",
        "64:ff9b::169.254.169.254",
        "64:ff9b:1::169.254.169.254",
        "2002:a9fe:a9fe::",
        "::169.254.169.254",
    ],
)
def test_nobody_may_have_us_connect_there(address: str) -> None:
    assert not connectable(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.7",
        "172.16.3.4",
        "192.168.1.1",
        "93.184.216.34",
        "::1",
        "fd12:3456::1",
        "2606:4700::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.7",
    ],
)
def test_an_llm_beside_us_or_anywhere_else_is_fine(address: str) -> None:
    assert connectable(ip_address(address))
