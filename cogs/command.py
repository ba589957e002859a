"""What commands have in common: where their words come from, and what they ask."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from discord import app_commands
from discord.ext import commands

from bot.ui.catalogue import Messages, term
from bot.usecases import UseCases


class Commands(commands.Cog):
    """Commands of one group that stand in several files: each of these is a base of the group's cog."""

    def __init__(self, use_cases: UseCases, messages: Messages) -> None:
        self._use_cases, self._messages = use_cases, messages


def worded(path: str) -> Callable[[Callable[..., Any]], app_commands.Command[Any, ..., None]]:
    """A command named and described by `command.<path>` in the catalogues, and its options by `option.<their name>`."""

    def command(callback: Callable[..., Any]) -> app_commands.Command[Any, ..., None]:
        _, _, *options = inspect.signature(callback).parameters  # the cog and the interaction come first
        app_commands.rename(**{option: term(f"option.{option}.name") for option in options})(callback)
        app_commands.describe(**{option: term(f"option.{option}.description") for option in options})(callback)
        name, description = term(f"command.{path}.name"), term(f"command.{path}.description")
        return app_commands.command(name=name, description=description)(callback)

    return command
