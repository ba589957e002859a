"""The command tree, which answers what goes wrong before a door is reached too."""

from __future__ import annotations

import logging
from typing import Any

from discord import app_commands

from bot.core.text import Refusal
from bot.ui.catalogue import Messages
from cogs.asker import Interaction
from cogs.respond import say

log = logging.getLogger(__name__)


def tree_for(messages: Messages) -> type[app_commands.CommandTree[Any]]:
    """A kind of command tree that says kindly what went wrong."""

    class Tree(app_commands.CommandTree[Any]):
        """A tree with kind answers to failures."""

        async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
            cause = error.__cause__ or error
            if not isinstance(cause, Refusal):
                log.error("a command failed", exc_info=cause)
                cause = Refusal("broken")
            if not interaction.response.is_done():
                await say(interaction, messages, cause.text)

    return Tree
