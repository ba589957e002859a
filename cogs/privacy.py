"""/privacy: what a member decides about themselves."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.ui.catalogue import Messages, term
from bot.usecases import MemberUseCases
from cogs.asker import Interaction
from cogs.command import worded
from cogs.respond import answer


@app_commands.guild_only()
class PrivacyCog(
    commands.GroupCog,
    group_name=term("command.privacy.name"),
    group_description=term("command.privacy.description"),
):
    """Being heard, whom not to meet, and being forgotten."""

    def __init__(self, members: MemberUseCases, messages: Messages) -> None:
        self._members, self._messages = members, messages

    @worded("privacy.ears")
    async def ears(self, interaction: Interaction, allowed: bool) -> None:
        """May an ear be in a room with me?"""
        await answer(interaction, self._messages, lambda who: self._members.hear_me(who, may=allowed))

    @worded("privacy.show")
    async def show(self, interaction: Interaction) -> None:
        """What is kept about me."""
        await answer(interaction, self._messages, self._members.show_me)

    @worded("privacy.avoid")
    async def avoid(self, interaction: Interaction, person: discord.User, avoids: bool = True) -> None:
        """Whom I would rather not meet."""
        await answer(interaction, self._messages, lambda who: self._members.avoid(who, person.id, avoids=avoids))

    @worded("privacy.forget")
    async def forget(self, interaction: Interaction) -> None:
        """Delete what is kept about me."""
        await answer(interaction, self._messages, self._members.forget_me)
