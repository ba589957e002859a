"""The doors: each reads an interaction, asks the reception once, and answers by key."""

from __future__ import annotations

from discord.ext import commands

from bot.ui.catalogue import Messages
from bot.usecases import UseCases
from cogs.afterwards import face_button, goodbye_button, tick_menu
from cogs.board import board_button, heir_menu
from cogs.buttons import invitation_button, join_button, room_button
from cogs.card import CardCog
from cogs.mixer import MixerCog
from cogs.offers import offer_button
from cogs.privacy import PrivacyCog
from cogs.questions import QuestionsCog
from cogs.setup import EngawaCog
from cogs.setup.first import Panel
from cogs.setup.more import More


async def open_doors(client: commands.AutoShardedBot, desks: UseCases, messages: Messages) -> None:
    """Give a client every command, button and panel, those under old posts too."""
    client.add_dynamic_items(
        join_button(desks.reception, desks.invitations, messages),
        board_button(desks.boardside, messages),
        heir_menu(desks.boardside, messages),
        invitation_button(desks.invitations, messages),
        room_button(desks.roomside, messages),
        offer_button(desks.drafts, messages),
        goodbye_button(desks.goodbyes, messages),
        tick_menu(desks.goodbyes, messages),
        face_button(desks.goodbyes, messages),
    )
    client.add_view(Panel(desks.reception, messages))
    client.add_view(More(desks.reception, messages, first=Panel))
    await client.add_cog(MixerCog(desks, messages))
    await client.add_cog(EngawaCog(desks.reception, desks.scheduling, messages))
    await client.add_cog(QuestionsCog(desks.questions, messages))
    await client.add_cog(PrivacyCog(desks.members, messages))
    await client.add_cog(CardCog(desks.members, messages))
