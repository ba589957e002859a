"""What keeps a command from running, in words an operator can act on."""

from __future__ import annotations

import aiohttp
import discord

from bot.adapters.discord.client import NotDiscord

NETWORK = (aiohttp.ClientError, TimeoutError, ConnectionError)
"""How it shows that an address cannot be reached; an OSError that is none of these is about this machine."""
FAILURES = (discord.LoginFailure, discord.HTTPException, NotDiscord, aiohttp.ClientError, OSError)
"""What `why` has words for."""


def why(error: Exception, api_url: str) -> str:
    """The sentence for one of FAILURES; whatever it names is what is to be looked at."""
    match error:
        case discord.LoginFailure():
            return "Discord does not know this token. Please check ENGAWA_TOKEN."
        case discord.DiscordServerError():
            return f"{api_url} says that it is out of order ({error.status}). Please try again in a while."
        case discord.HTTPException() | NotDiscord():
            return f"{api_url} answers, but not as Discord does ({error}). Please check ENGAWA_API_URL."
        case aiohttp.InvalidURL():
            return f"{api_url} is no address that can be called. Please check ENGAWA_API_URL."
        case _ if isinstance(error, NETWORK):
            return f"{api_url} cannot be reached ({error}). Please check the network and ENGAWA_API_URL."
        case _:
            return f"This machine refuses something that Engawa needs ({error})."
