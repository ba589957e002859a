"""What an operator watches, told as it happens."""

from __future__ import annotations


class Meter:
    """Told how the bot does; this one keeps nothing, for a bot that nobody watches.

    Nothing told here is about a person, and durations are in seconds.
    """

    def rang(self, late: float) -> None:
        """An alarm rang so long after its instant."""

    def answered(self, method: str, path: str, status: int | None, took: float) -> None:
        """Discord answered a request; None for one that got no answer."""

    def worked(self, took: float) -> None:
        """The database has done a piece of work that writes."""

    def lagged(self, late: float) -> None:
        """The event loop came back so much later than it was asked to."""

    def asked(self, worked: bool | None) -> None:
        """A question of a room that is over revived the talk or not; None where no ear could tell."""
