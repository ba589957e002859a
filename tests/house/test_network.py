"""Tests talk to this machine only."""

from __future__ import annotations

import socket

import pytest


def test_no_name_is_resolved_and_nobody_else_is_called() -> None:
    with pytest.raises(PermissionError, match="resolve"):
        socket.getaddrinfo("discord.com", 443)
    with socket.socket() as outside:
        with pytest.raises(PermissionError, match="connect"):
            outside.connect(("192.0.2.1", 9))
        with pytest.raises(PermissionError, match="connect"):
            outside.connect_ex(("192.0.2.1", 9))
    assert socket.getaddrinfo("localhost", 80)
