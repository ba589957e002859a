"""The doors: each reads an interaction, asks the reception once, and answers by key."""

from __future__ import annotations

from discord.ext import commands

from bot.messages import Messages
from bot.reception import OwnQuestions, Reception, Roomside
from cogs.doors import join_button, room_button
from cogs.engawa import EngawaCog, Panel
from cogs.mixer import MixerCog
from cogs.privacy import PrivacyCog
from cogs.questions import QuestionsCog


async def open_doors(
    client: commands.AutoShardedBot,
    reception: Reception,
    roomside: Roomside,
    questions: OwnQuestions,
    messages: Messages,
) -> None:
    """Give a client every command, button and panel, those under old posts too."""
    client.add_dynamic_items(join_button(reception, messages), room_button(roomside, messages))
    client.add_view(Panel(reception, messages))
    await client.add_cog(MixerCog(reception, messages))
    await client.add_cog(EngawaCog(reception, messages))
    await client.add_cog(QuestionsCog(questions, messages))
    await client.add_cog(PrivacyCog(roomside, messages))
