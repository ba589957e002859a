"""A Discord on loopback, for the demo, the tests, and anyone without a token."""

from bot.sandbox.server import Address, Sandbox

__all__ = ["Address", "Sandbox"]
