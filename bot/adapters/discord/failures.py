"""What keeps Discord from being used, in words an operator can act on: what passes by itself, and what never does."""

from __future__ import annotations

import aiohttp
import discord
from discord.http import Route

NETWORK = (aiohttp.ClientError, TimeoutError, ConnectionError)
"""How it shows that an address cannot be reached; an OSError that is none of these is about this machine."""


class NotDiscord(Exception):
    """Something answers at the address, and it is not Discord: a web page, for example."""


REFUSALS = (discord.LoginFailure, discord.PrivilegedIntentsRequired)
"""What no trying mends: the token, or what the bot asks for, is refused until an operator changes something."""
PASSING = (discord.HTTPException, discord.GatewayNotFound, discord.RateLimited, NotDiscord, *NETWORK)
"""What may be over the next time: Discord or the network is away, slow, or keeps somebody else's page before it."""
FAILURES = (*REFUSALS, discord.ConnectionClosed, *PASSING, OSError)
"""What `why` has words for."""
_TOKEN_REFUSED, _INTENTS_REFUSED = 4004, (4013, 4014)
"""Codes that the gateway closes with."""


def refusal(error: Exception) -> Exception | None:
    """The one of REFUSALS that this comes to, None if it may pass."""
    cause = error.__cause__ if isinstance(error, discord.GatewayNotFound) else error
    if isinstance(cause, discord.HTTPException) and cause.status == 401:
        return discord.LoginFailure("401")
    if isinstance(error, discord.ConnectionClosed) and error.code == _TOKEN_REFUSED:
        return discord.LoginFailure(str(error.code))
    if isinstance(error, discord.ConnectionClosed) and error.code in _INTENTS_REFUSED:
        return discord.PrivilegedIntentsRequired(error.shard_id)
    return error if isinstance(error, (*REFUSALS, aiohttp.InvalidURL)) else None


def why(error: Exception) -> str:
    """The sentence for one of FAILURES; whatever it names is what is to be looked at."""
    url = Route.BASE
    match error:
        case discord.LoginFailure():
            return "Discord does not know this token, or no more: it may have been reset. Please check ENGAWA_TOKEN."
        case discord.PrivilegedIntentsRequired():
            return (
                "Discord does not allow this bot an intent that it asks for. Engawa needs none of the privileged "
                "ones: please check in the developer portal that the bot is not restricted, and run the latest Engawa."
            )
        case discord.ConnectionClosed():
            return (
                f"Discord's gateway has closed the connection for good (code {error.code}). Please start Engawa again."
            )
        case aiohttp.InvalidURL():
            return f"{url} is no address that can be called. Please check ENGAWA_API_URL."
        case discord.RateLimited():
            return f"{url} asks for patience ({error.retry_after:.0f} seconds)."
        case discord.GatewayNotFound() if isinstance(error.__cause__, Exception):
            return why(error.__cause__)
        case discord.HTTPException():
            return _answered(error.status, url)
        case NotDiscord():
            return f"{url} answers, but not as Discord does ({error}). Please check ENGAWA_API_URL."
        case aiohttp.ClientConnectorCertificateError():
            return (
                f"{url} shows a certificate that this machine does not trust ({error.certificate_error}). "
                "Please check the network, and ENGAWA_CA_FILE if a proxy is in between."
            )
        case _ if isinstance(error, NETWORK):
            reason = str(error) or "no answer in time"
            return f"{url} cannot be reached ({reason}). Please check the network and ENGAWA_API_URL."
        case _:
            return f"This machine refuses something that Engawa needs ({error})."


def _answered(status: int, url: str) -> str:
    """What an answer with this status means where a bot's account was expected."""
    if status == 429:
        return f"{url} asks for patience (429): too much has come from this address."
    if status >= 500:
        return f"{url} says that it is out of order ({status}). Please try again in a while."
    return f"{url} answers, but not as Discord does ({status}). Please check ENGAWA_API_URL."
