"""/privacy: what a member decides about themselves."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.messages import Messages, term
from bot.reception import Roomside
from cogs.answering import Interaction, answer


@app_commands.guild_only()
class PrivacyCog(
    commands.GroupCog,
    group_name=term("command.privacy.name"),
    group_description=term("command.privacy.description"),
):
    """Being heard, and being forgotten."""

    def __init__(self, roomside: Roomside, messages: Messages) -> None:
        self._roomside, self._messages = roomside, messages

    @app_commands.command(name=term("command.privacy.ears.name"), description=term("command.privacy.ears.description"))
    @app_commands.rename(allowed=term("option.allowed.name"))
    @app_commands.describe(allowed=term("option.allowed.description"))
    async def ears(self, interaction: Interaction, allowed: bool) -> None:
        """May an ear be in a room with me?"""
        await answer(interaction, self._messages, lambda who: self._roomside.hear_me(who, may=allowed))

    @app_commands.command(
        name=term("command.privacy.forget.name"), description=term("command.privacy.forget.description")
    )
    async def forget(self, interaction: Interaction) -> None:
        """Delete what is kept about me."""
        await answer(interaction, self._messages, self._roomside.forget_me)
