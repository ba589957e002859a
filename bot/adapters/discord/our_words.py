"""What discord.py raises, said as the ports say it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import aiohttp
import discord

from bot.ports import Busy, Clock, NotDone, Unsure


@contextmanager
def in_our_words(
    clients: Sequence[discord.Client], clock: Clock, refused: Callable[[discord.HTTPException], NotDone]
) -> Generator[None]:
    """Raises Busy, Unsure and what `refused` makes of a refusal, for whatever one of these clients does within."""
    try:
        yield
    except discord.RateLimited as error:
        raise Busy(clock() + timedelta(seconds=error.retry_after)) from error
    except discord.DiscordServerError as error:
        raise Unsure(str(error)) from error
    except discord.HTTPException as error:
        raise refused(error) from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Unsure(type(error).__name__) from error
    except RuntimeError as error:
        # What aiohttp says of a session that was closed, as it is when the bot stops in the middle of an act.
        if not any(client.is_closed() for client in clients):
            raise
        raise Unsure("the bot is stopping") from error
