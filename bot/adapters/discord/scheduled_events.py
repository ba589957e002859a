"""Scheduled Events in Discord's own calendar, through discord.py."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import discord

from bot.core.lifecycle.facts import EventFact, EventGone, EventShown, EventStepped
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.scheduled_event import (
    ACTIVE,
    CANCELLED,
    COMPLETED,
    SCHEDULED,
    EditEvent,
    EventAct,
    MakeEvent,
    ShownEvent,
    StepEvent,
)
from bot.core.shards import shard_of
from bot.core.text import Text
from bot.ports import Missing
from bot.ui.catalogue import Messages

STATES = {
    discord.EventStatus.active: ACTIVE,
    discord.EventStatus.completed: COMPLETED,
    discord.EventStatus.cancelled: CANCELLED,
}
STATUSES = {state: status for status, state in STATES.items()}
STEPS = {(SCHEDULED, ACTIVE), (SCHEDULED, CANCELLED), (ACTIVE, COMPLETED)}
"""The only ways from one state to another (Discord's API reference)."""


class ScheduledEvents:
    """What the calendars of servers show, and the acts that change it."""

    def __init__(self, messages: Messages) -> None:
        self._messages = messages
        # What Discord has answered us, until its event comes and the cache shows the same.
        self._answered: defaultdict[int, dict[int, ShownEvent]] = defaultdict(dict)
        self._interested: dict[int, int] = {}
        """How many have pressed Interested, by event, from when that was known."""

    def listed(self, guild: discord.Guild) -> dict[int, ShownEvent]:
        """The Scheduled Events of a server."""
        shown = {event.id: self._listed(event) for event in guild.scheduled_events}
        waiting = self._answered[guild.id]
        for id in [id for id, answer in waiting.items() if shown.get(id) == answer]:
            del waiting[id]
        counts = self._interested
        return {id: replace(event, interested=counts.get(id)) for id, event in (shown | waiting).items()}

    def counted(self, event_id: int, interested: int) -> None:
        """Discord has said how many have pressed Interested."""
        self._interested[event_id] = interested

    def liked(self, event_id: int, change: int) -> None:
        """One more, or one fewer, is interested; of an event that was never counted nothing is known by that."""
        if event_id in self._interested:
            self._interested[event_id] = max(0, self._interested[event_id] + change)

    def told_anew(self, shard_id: int, count: int) -> None:
        """Discord tells all about a shard's servers from the beginning: that is newer than any answer before."""
        for guild_id in [guild_id for guild_id in self._answered if shard_of(guild_id, count) == shard_id]:
            del self._answered[guild_id]

    def gateway_told(self, event: discord.ScheduledEvent) -> None:
        """The gateway has told of an event: what it says now is newer than any answer before."""
        self._answered[event.guild_id].pop(event.id, None)

    async def do(self, guild: discord.Guild, mixer: Mixer, act: EventAct) -> EventFact | None:
        """Do an act; the fact that it made, if any. Raises Missing, and what discord.py raises."""
        match act:
            case MakeEvent(name, starts_at, ends_at, lobby_id):
                lobby = guild.get_channel(lobby_id)
                if not isinstance(lobby, discord.VoiceChannel):
                    raise Missing("lobby")
                # Not bound to the lobby: Discord ends an event whose channel is empty, as it is during the hour.
                event = await guild.create_scheduled_event(
                    name=name,
                    start_time=starts_at,
                    end_time=ends_at,
                    entity_type=discord.EntityType.external,
                    privacy_level=discord.PrivacyLevel.guild_only,
                    location=lobby.name[:100],
                    description=self._messages.render(mixer.language, Text("event.description")),
                )
                self._interested[event.id] = 0
                return self._shown(guild, event)
            case EditEvent(event_id, name, starts_at, ends_at):
                if (event := await _find(guild, event_id)) is None:
                    return EventGone()
                return self._shown(guild, await event.edit(name=name, start_time=starts_at, end_time=ends_at))
            case StepEvent(event_id, state):
                if (event := await _find(guild, event_id)) is None:
                    return EventGone()
                known = self.listed(guild).get(event_id) or self._listed(event)
                if (known.state, state) not in STEPS:
                    return None  # Discord, or somebody, was quicker: the next look shows it
                # Not by start, end or cancel, which trust a cache that may not know of our last step.
                await event.edit(status=STATUSES[state])
                self._answered[guild.id][event_id] = replace(known, state=state)
                return EventStepped(state)

    def _shown(self, guild: discord.Guild, event: discord.ScheduledEvent) -> EventShown:
        self._answered[guild.id][event.id] = self._listed(event)
        return EventShown(event.id, event.name, event.start_time, event.end_time)

    def _listed(self, event: discord.ScheduledEvent) -> ShownEvent:
        me = event.guild.me if event.guild else None
        ours = me is not None and event.creator_id == me.id
        return ShownEvent(event.id, event.name, event.start_time, STATES.get(event.status, SCHEDULED), ours)


async def _find(guild: discord.Guild, event_id: int) -> discord.ScheduledEvent | None:
    """An event, also one that the gateway has not told of yet."""
    try:
        return guild.get_scheduled_event(event_id) or await guild.fetch_scheduled_event(event_id)
    except discord.NotFound:
        return None
