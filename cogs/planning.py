"""/mixer, what hosts can do ahead: schedule, edit, list, hand over."""

from __future__ import annotations

import builtins
from dataclasses import replace
from typing import Any

import discord
from discord import app_commands

from bot.core.planning.schedule import Schedule
from bot.core.planning.start import Wish
from bot.core.text import Refusal
from bot.core.times.recurrence import Repeat
from bot.ui.catalogue import term
from cogs.asker import Interaction, caller, reader
from cogs.command import Commands, worded
from cogs.respond import answer

REPEATS = [app_commands.Choice(name=term(f"repeat.{repeat}"), value=repeat.value) for repeat in Repeat]


class Planning(Commands):
    """The commands of a host who plans ahead."""

    @worded("mixer.schedule")
    @app_commands.choices(repeat=REPEATS)
    async def schedule(  # noqa: PLR0917 - discord.py reads the options off the parameters
        self,
        interaction: Interaction,
        title: str,
        when: str,
        length: int | None = None,
        common_ground: str | None = None,
        for_role: discord.Role | None = None,
        for_role_2: discord.Role | None = None,
        for_role_3: discord.Role | None = None,
        room_size: int | None = None,
        rounds: int | None = None,
        capacity: int | None = None,
        repeat: str | None = None,
        evenings: int | None = None,
        first_question: str | None = None,
        description: str | None = None,
        picture: str | None = None,
    ) -> None:
        """Announce an evening."""
        wish = Wish(title=title, length=length, common_ground=common_ground, room_size=room_size, rounds=rounds)
        roles = for_role, for_role_2, for_role_3
        said = {"capacity": capacity, "evenings": evenings, "description": description, "picture": picture}
        plan = replace(_plan(wish, roles, repeat, **said), first_question=first_question)
        await answer(interaction, self._messages, lambda who: self._use_cases.planning.schedule(who, plan, when))

    @schedule.autocomplete("title")
    async def like(self, interaction: Interaction, typed: str) -> builtins.list[app_commands.Choice[str]]:
        """Evenings that the new one can be like."""
        try:
            found = await self._use_cases.planning.templates(caller(interaction), typed)
        except Refusal:  # whoever may not, or not yet, is told when they send it
            return []
        said = [(self._messages.bare(reader(interaction), "schedule.like", title=title), id) for title, id in found]
        return [app_commands.Choice(name=name, value=id) for name, id in said]

    @worded("mixer.edit")
    @app_commands.choices(repeat=REPEATS)
    async def edit(  # noqa: PLR0917 - discord.py reads the options off the parameters
        self,
        interaction: Interaction,
        mixer: str | None = None,
        title: str | None = None,
        when: str | None = None,
        length: int | None = None,
        common_ground: str | None = None,
        for_role: discord.Role | None = None,
        for_role_2: discord.Role | None = None,
        for_role_3: discord.Role | None = None,
        room_size: int | None = None,
        rounds: int | None = None,
        capacity: int | None = None,
        repeat: str | None = None,
        evenings: int | None = None,
        description: str | None = None,
        picture: str | None = None,
    ) -> None:
        """Change an announced evening."""
        wish = Wish(title=title, length=length, common_ground=common_ground, room_size=room_size, rounds=rounds)
        roles = for_role, for_role_2, for_role_3
        said = {"capacity": capacity, "evenings": evenings, "description": description, "picture": picture}
        plan = _plan(wish, roles, repeat, **said)
        await answer(interaction, self._messages, lambda who: self._use_cases.editing.edit(who, mixer, plan, when))

    @worded("mixer.list")
    async def list(self, interaction: Interaction) -> None:
        """What is announced and under way."""
        await answer(interaction, self._messages, self._use_cases.planning.upcoming)

    @worded("mixer.hand_over")
    async def hand_over(self, interaction: Interaction, member: discord.User, mixer: str | None = None) -> None:
        """Make somebody else the host."""
        await answer(interaction, self._messages, lambda who: self._use_cases.planning.hand_over(who, mixer, member.id))

    @edit.autocomplete("mixer")
    @hand_over.autocomplete("mixer")
    async def which(self, interaction: Interaction, typed: str) -> builtins.list[app_commands.Choice[str]]:
        """Mixers to choose from."""
        found = self._use_cases.planning.titles(interaction.guild_id or 0, typed)
        return [app_commands.Choice(name=title, value=id) for title, id in found]


def _plan(wish: Wish, roles: tuple[discord.Role | None, ...], repeat: str | None, **said: Any) -> Schedule:
    chosen = tuple(role.id for role in roles if role is not None and not role.is_default())
    everybody = any(role is not None for role in roles)
    often = Repeat(repeat) if repeat else None
    return Schedule(wish=wish, for_roles=chosen if everybody else None, repeat=often, **said)
