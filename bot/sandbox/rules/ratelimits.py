"""Rate limits: how many requests a route, a channel or a bot has, and the headers that tell so."""

import hashlib
import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.sandbox.rules.errors import DiscordError
from bot.sandbox.rules.full import too_many_old_edits
from bot.sandbox.rules.routes import shape

# Requests, seconds. Discord publishes the global limit only; every route's own number comes in its headers.
# "reported": seen by many in real headers. "guess": unpublished, set tighter than anybody is known to have met.
ROUTES: dict[str, tuple[int, float]] = {
    "GET /gateway/bot": (2, 5),  # reported
    "POST /channels/{}/messages": (5, 5),  # reported
    "PATCH /channels/{}/messages/{}": (5, 5),  # reported
    "DELETE /channels/{}/messages/{}": (5, 1),  # reported
    "PUT /channels/{}/messages/{}/reactions/{}/@me": (1, 0.25),  # reported
    "PATCH /channels/{}": (5, 15),  # guess: half of what is reported for fields other than name and topic
    "DELETE /channels/{}": (5, 5),  # guess
    "PUT /channels/{}/permissions/{}": (5, 5),  # guess
    "DELETE /channels/{}/permissions/{}": (5, 5),  # guess
    "PUT /channels/{}/voice-status": (5, 5),  # guess
    "POST /guilds/{}/channels": (20, 10),  # guess
    "PATCH /guilds/{}/members/{}": (10, 10),  # reported: ten moves barely pass; the seconds are the community's figure
    "POST /guilds/{}/roles": (250, 48 * 3600),  # reported
    "POST /guilds/{}/scheduled-events": (5, 10),  # guess
    "PATCH /guilds/{}/scheduled-events/{}": (5, 10),  # guess
    "POST /users/@me/channels": (10, 60),  # guess: opening many at once may block a bot
    "PUT /applications/{}/commands": (2, 60),  # guess
    "PUT /applications/{}/guilds/{}/commands": (2, 60),  # guess
    "POST /webhooks/{}/{}": (5, 2),  # reported
    "POST /guilds/{}/soundboard-sounds": (5, 60),  # guess: making emoji is as slow
    "POST /channels/{}/send-soundboard-sound": (5, 5),  # guess
}
READS = (10, 5.0)  # guess, for every GET without a line above
WRITES = (5, 5.0)  # guess, for everything else without a line above
PER_BOT = (50, 1.0)  # published: requests a second, interaction endpoints aside
RENAMES = (2, 600.0)  # reported and confirmed by Discord: name or topic of one channel, not shown in headers
OLD_EDITS = (3, 6.0)  # reported (userdoccers, May 2026): to messages over an hour old in one channel, not in headers
INVALID = (10_000, 600.0)  # published: 401, 403 and 429 before the address is shut out
BAN_TEXT = "error code: 1015"


@dataclass(frozen=True)
class Verdict:
    """What becomes of a request: its headers, and for a refused one when to come back (`scope` "ban": never mind)."""

    headers: dict[str, str]
    retry_after: float | None
    scope: str
    is_global: bool
    error: DiscordError | None = None


@dataclass
class Window:
    """The last requests under one limit: at most `most` in any stretch of that many seconds."""

    most: int
    seconds: float
    taken: deque[float] = field(default_factory=deque[float])

    def wait(self, now: float) -> float:
        """Seconds until one more is allowed; 0 when it is now."""
        while self.taken and now - self.taken[0] >= self.seconds:
            self.taken.popleft()
        return 0.0 if len(self.taken) < self.most else self.taken[-self.most] + self.seconds - now

    def free_in(self, now: float) -> float:
        """Seconds until nothing of it is taken any more."""
        return _up(self.taken[-1] + self.seconds - now) if self.taken else 0.0


def invalid_requests(pace: float = 1.0) -> Window:
    """The invalid requests of one address, whoever sent them."""
    return Window(INVALID[0], INVALID[1] / pace)


class Limits:
    """The limits of one bot on one address; a `pace` of 10 makes every second of theirs a tenth.

    The clock gives unix seconds. A bucket counts as reset once it is wholly free, a little later than Discord's,
    so that who keeps to the headers never meets a 429 and nobody gets two bursts around a reset.
    """

    def __init__(self, clock: Callable[[], float], pace: float = 1.0, invalid: Window | None = None) -> None:
        self.clock = clock
        self.pace = pace
        # who shares an address shares its invalid requests
        self.invalid = invalid or invalid_requests(pace)
        self.windows: dict[tuple[str, str], Window] = {}

    def take(
        self,
        method: str,
        template: str,
        major: str,
        *,
        authorised: bool = True,
        interaction: bool = False,
        edits: frozenset[str] = frozenset(),
        old: bool = False,
    ) -> Verdict:
        """Count one request if there is room; `major` is its channel, server or webhook, `edits` what it changes.

        `old` is said of an edit to a message that was sent over an hour ago.

        Without authorisation the address is counted instead of the bot; interaction endpoints are free of both.
        """
        now = self.clock()
        banned = self.banned()
        if banned:
            return Verdict({"Retry-After": str(math.ceil(banned))}, banned, "ban", False)
        route = f"{method.upper()} {shape(template)}"
        bucket = self._window(route, major, ROUTES.get(route, READS if method.upper() == "GET" else WRITES))
        overall = None if interaction else self._window("global", "bot" if authorised else "address", PER_BOT)
        hidden = self._hidden(route, major, edits, old=old)
        if overall is not None:
            if overall.wait(now):
                return self._refuse(now, overall.wait(now), {}, "global")
            # Requests that their own route refuses still count against the whole.
            overall.taken.append(now)
        if bucket.wait(now):
            return self._refuse(now, bucket.wait(now), _headers(route, bucket, now, _up(bucket.wait(now))), "user")
        if hidden is not None and hidden.wait(now):
            refusal = self._refuse(now, hidden.wait(now), _headers(route, bucket, now, bucket.free_in(now)), "user")
            return replace(refusal, error=too_many_old_edits() if old else None)
        for window in (bucket, hidden):
            if window is not None:
                window.taken.append(now)
        return Verdict(_headers(route, bucket, now, bucket.free_in(now)), None, "user", False)

    def answered(self, status: int) -> None:
        """Hear how the server answered: 401 and 403 count as invalid requests, as every 429 of `take` does already."""
        if status in {401, 403}:
            self.invalid.taken.append(self.clock())

    def banned(self) -> float:
        """Seconds for which the address is still shut out (answer 403 with BAN_TEXT), 0 when it is welcome."""
        return self.invalid.wait(self.clock())

    def spent(self, method: str, template: str, wait: float) -> dict[str, str]:
        """The headers of a 429 that somebody ordered: nothing is left of the bucket for so many seconds."""
        now, route = self.clock(), f"{method.upper()} {shape(template)}"
        bucket = Window(*ROUTES.get(route, READS if method.upper() == "GET" else WRITES))
        told = _headers(route, bucket, now, wait)
        return told | {"X-RateLimit-Remaining": "0", "Retry-After": str(math.ceil(wait)), "X-RateLimit-Scope": "shared"}

    def _hidden(self, route: str, major: str, edits: frozenset[str], *, old: bool) -> Window | None:
        """A limit that no header tells of."""
        if route == "PATCH /channels/{}" and edits & {"name", "topic"}:
            return self._window("renames", major, RENAMES)
        return self._window("old edits", major, OLD_EDITS) if old else None

    def _window(self, name: str, major: str, rule: tuple[int, float]) -> Window:
        most, seconds = rule
        return self.windows.setdefault((name, major), Window(most, seconds / self.pace))

    def _refuse(self, now: float, wait: float, headers: dict[str, str], scope: str) -> Verdict:
        self.invalid.taken.append(now)
        wait = _up(wait)
        refusal = {
            **headers,
            "Retry-After": str(math.ceil(wait)),
            "X-RateLimit-Scope": scope,
            # Without it a client takes the 429 for Cloudflare's own and gives up.
            "Via": "1.1 google",
        }
        if scope == "global":
            refusal["X-RateLimit-Global"] = "true"
        return Verdict(refusal, wait, scope, scope == "global")


def _up(seconds: float) -> float:
    """Up to the next millisecond, so that coming back just then is never too early, not even by a rounding."""
    return (math.floor(seconds * 1000) + 1) / 1000


def _headers(route: str, bucket: Window, now: float, reset: float) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(bucket.most),
        "X-RateLimit-Remaining": str(max(0, bucket.most - len(bucket.taken))),
        "X-RateLimit-Reset": f"{now + reset:.3f}",
        "X-RateLimit-Reset-After": f"{reset:.3f}",
        "X-RateLimit-Bucket": hashlib.sha256(route.encode()).hexdigest()[:32],
    }
