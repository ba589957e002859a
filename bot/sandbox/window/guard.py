"""Who may steer the sandbox: scripts on this machine and its own page, never a page of somebody else's."""

import hmac
import secrets
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import web

from bot.sandbox.rules.errors import DiscordError

LOOPBACK = "127.0.0.1"
EVERYWHERE = {"0.0.0.0", "::"}
"""Where one listens who listens on every address of the machine."""
FOREIGN = {"cross-site", "same-site"}
"""What a browser says of requests that another page made, on another port of this machine too."""


class Guard:
    """Looks at Host, Origin and key; `host` is where the sandbox listens."""

    def __init__(self, host: str = LOOPBACK) -> None:
        self.host = LOOPBACK if host == "localhost" else host
        self.key = secrets.token_urlsafe(24)

    @property
    def hosts(self) -> list[str]:
        """Where to listen: bot and scripts find it on loopback, whoever else may come."""
        return [self.host] if self.host in {LOOPBACK, "0.0.0.0"} else [LOOPBACK, self.host]

    def check_control(self, request: web.Request) -> None:
        """Refuse what another page asks for, and from other machines what comes without the key."""
        self.check_host(request)
        origins = request.headers.getall("Origin", [])
        if any(origin != f"{request.scheme}://{request.headers['Host']}" for origin in origins):
            raise DiscordError(403, 0, "another page may not steer the sandbox (its Origin is not ours)")
        if request.headers.get("Sec-Fetch-Site") in FOREIGN:
            raise DiscordError(403, 0, "another page may not steer the sandbox (Sec-Fetch-Site)")
        if not _is_loopback(request.remote or "") and not self.has_key(request):
            raise DiscordError(401, 0, "from another machine the key of the window's link is needed")

    def check_host(self, request: web.Request) -> None:
        """Refuse a name that is not ours: a page can give its own name any address, this machine's too."""
        hosts = request.headers.getall("Host", [])
        if len(hosts) != 1 or not self._is_ours(hosts[0]):
            raise DiscordError(403, 0, "the sandbox is not called that (its Host is not ours)")

    def has_key(self, request: web.Request) -> bool:
        """Whether the key is in the header, or in the address where no header can be set."""
        given = request.headers.get("Authorization", "").removeprefix("Bearer ") or request.query.get("key", "")
        return hmac.compare_digest(given.encode(), self.key.encode())

    def _is_ours(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if "@" in host or "/" in host:
            return False
        if name == "localhost" or _is_loopback(name) or name == self.host:
            return True
        # Nobody can give themselves an address as a name.
        return self.host in EVERYWHERE and _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _is_loopback(name: str) -> bool:
    return _is_address(name) and ip_address(name).is_loopback
