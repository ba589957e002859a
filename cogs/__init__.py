"""The doors: each reads an interaction, asks one use case once, and answers by key."""

from __future__ import annotations

from functools import partial

from discord.ext import commands

from bot.ui.catalogue import Messages, check_terms
from bot.usecases import UseCases
from cogs.buttons import Buttons
from cogs.card import CardCog
from cogs.mixer import MixerCog
from cogs.privacy import PrivacyCog
from cogs.questions import QuestionsCog
from cogs.setup import EngawaCog
from cogs.setup.board import BoardPage
from cogs.setup.first import Panel
from cogs.setup.more import More


async def open_doors(client: commands.AutoShardedBot, use_cases: UseCases, messages: Messages) -> None:
    """Give a client every command, button and panel, those under old posts too. Raises MissingWords."""
    check_terms()
    client.add_listener(Buttons(use_cases, messages).on_interaction)
    client.add_view(Panel(use_cases.hosting, messages))
    client.add_view(More(use_cases.hosting, messages, first=Panel))
    client.add_view(BoardPage(use_cases.hosting, messages, before=partial(More, first=Panel)))
    await client.add_cog(MixerCog(use_cases, messages))
    await client.add_cog(EngawaCog(use_cases.hosting, use_cases.planning, messages))
    await client.add_cog(QuestionsCog(use_cases.questions, messages))
    await client.add_cog(PrivacyCog(use_cases.member, messages))
    await client.add_cog(CardCog(use_cases.member, messages))
