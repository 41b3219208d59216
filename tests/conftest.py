"""No test needs the network: whoever tries to leave this machine is stopped, with the address that was asked for."""

from __future__ import annotations

import ipaddress
import socket

import pytest


def _outside(host: object) -> bool:
    if not isinstance(host, str) or host in ("", "localhost"):
        return False
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return True


@pytest.fixture(autouse=True, scope="session")
def no_network():
    connect, resolve = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and _outside(address[0]):
            raise OSError(f"a test tried to connect to {address[0]}")
        return connect(self, address)

    def guarded_resolve(host, *arguments, **named):
        if _outside(host.decode() if isinstance(host, bytes) else host):
            raise socket.gaierror(f"a test asked for the address of {host}")
        return resolve(host, *arguments, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket, "getaddrinfo", guarded_resolve)
        yield
