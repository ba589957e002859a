"""Discord's ids: unique, growing, and readable back into the instant they were made."""

from collections.abc import Callable

DISCORD_EPOCH = 1_420_070_400.0  # 2015-01-01 UTC


class Snowflakes:
    """Hands out ids that never repeat and never go backwards, even when the clock does."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last = self._first = int((clock() - DISCORD_EPOCH) * 1000) << 22

    def next(self) -> int:
        """The next id; its upper bits are the milliseconds since Discord's epoch."""
        fresh = int((self._clock() - DISCORD_EPOCH) * 1000) << 22
        self._last = max(fresh, self._last + 1)
        return self._last

    def old(self) -> int:
        """An id from before the first, a millisecond older than the one before: such ids spread over shards."""
        self._first -= 1 << 22
        return self._first


def moment(snowflake: int) -> float:
    """The unix time inside an id."""
    return (snowflake >> 22) / 1000 + DISCORD_EPOCH
