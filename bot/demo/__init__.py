"""The demo: a whole mixer on this machine, bot and sandbox as they really are, with simulated people."""

from bot.demo.programme import demo

__all__ = ["demo"]
