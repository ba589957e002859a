"""/privacy: what a member decides about themselves."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.ui.catalogue import Messages, term
from bot.usecases import MemberUseCases
from cogs.respond import Interaction, answer


@app_commands.guild_only()
class PrivacyCog(
    commands.GroupCog,
    group_name=term("command.privacy.name"),
    group_description=term("command.privacy.description"),
):
    """Being heard, whom not to meet, and being forgotten."""

    def __init__(self, members: MemberUseCases, messages: Messages) -> None:
        self._members, self._messages = members, messages

    @app_commands.command(name=term("command.privacy.ears.name"), description=term("command.privacy.ears.description"))
    @app_commands.rename(allowed=term("option.allowed.name"))
    @app_commands.describe(allowed=term("option.allowed.description"))
    async def ears(self, interaction: Interaction, allowed: bool) -> None:
        """May an ear be in a room with me?"""
        await answer(interaction, self._messages, lambda who: self._members.hear_me(who, may=allowed))

    @app_commands.command(name=term("command.privacy.show.name"), description=term("command.privacy.show.description"))
    async def show(self, interaction: Interaction) -> None:
        """What is kept about me."""
        await answer(interaction, self._messages, self._members.show_me)

    @app_commands.command(
        name=term("command.privacy.avoid.name"), description=term("command.privacy.avoid.description")
    )
    @app_commands.rename(person=term("option.person.name"), avoids=term("option.avoids.name"))
    @app_commands.describe(person=term("option.person.description"), avoids=term("option.avoids.description"))
    async def avoid(self, interaction: Interaction, person: discord.User, avoids: bool = True) -> None:
        """Whom I would rather not meet."""
        await answer(interaction, self._messages, lambda who: self._members.avoid(who, person.id, avoids=avoids))

    @app_commands.command(
        name=term("command.privacy.forget.name"), description=term("command.privacy.forget.description")
    )
    async def forget(self, interaction: Interaction) -> None:
        """Delete what is kept about me."""
        await answer(interaction, self._messages, self._members.forget_me)
