"""What the bot asks of a server, what it gives to guests, and what a refusal by Discord means."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.core.lifecycle.scheduled_event import EditEvent, MakeEvent, StepEvent
from bot.core.reconcile.acts import Act, Admit, Bring, OpenCategory, OpenRoom, Say, SendHome, ShowStatus
from bot.ports import Forbidden, Missing, NameForbidden, NotDone

GUEST_ALLOW = discord.PermissionOverwrite(
    view_channel=True,
    connect=True,
    speak=True,
    use_voice_activation=True,
    send_messages=True,
    read_message_history=True,
)
NEEDED = (
    "view_channel",
    "manage_channels",
    "send_messages",
    "read_message_history",
    "connect",
    "speak",
    "use_voice_activation",
    "move_members",
    "set_voice_channel_status",
    "manage_roles",
    "create_events",
)
"""Everything the bot asks a server for. The guests' own permissions are among them: a bot can only give what it has."""
SERVER_WIDE = ("manage_roles", "create_events")
"""Not given in rooms: Manage Roles cannot be given by overwrite, and is what letting late guests in takes."""
OWN_ALLOW = discord.PermissionOverwrite(**dict.fromkeys((name for name in NEEDED if name not in SERVER_WIDE), True))
"""The bot's own in its rooms."""
CLOSED = discord.PermissionOverwrite(view_channel=False, connect=False)


def lacking(guild: discord.Guild, channel_ids: Sequence[int]) -> tuple[str, ...]:
    """The permissions the bot needs and has not, in the server and to write to and move from these channels."""
    names = {name for name in NEEDED if not getattr(guild.me.guild_permissions, name)}
    for channel in filter(None, map(guild.get_channel, channel_ids)):
        here = channel.permissions_for(guild.me)
        wanted = ["view_channel", "send_messages"]
        if isinstance(channel, discord.VoiceChannel):
            wanted += ["connect", "move_members"]
        names |= {name for name in wanted if not getattr(here, name)}
    return tuple(sorted(names))


def _central(act: Act) -> str:
    """The permission that an act fails without."""
    match act:
        case Bring() | SendHome():
            return "move_members"
        case Say():
            return "send_messages"
        case ShowStatus():
            return "set_voice_channel_status"
        case Admit():
            return "manage_roles"
        case MakeEvent() | EditEvent() | StepEvent():
            return "create_events"
        case _:
            return "manage_channels"


def failure(guild: discord.Guild, act: Act, error: discord.HTTPException) -> NotDone:
    """Discord's refusal in the conductor's words. Discord does not say which permission is missing: we compare."""
    if isinstance(act, Say) and act.to:
        # Closed to messages from strangers (50007), or gone: they did ask, but nothing is missing here.
        return Missing(error.text)
    if isinstance(error, discord.Forbidden):
        place = guild.get_channel(getattr(act, "channel_id", 0))
        has = place.permissions_for(guild.me) if place else guild.me.guild_permissions
        likely = _central(act)
        missing = [name for name in (likely, *NEEDED) if not getattr(has, name)]
        return Forbidden(missing[0] if missing else likely)
    if error.code == 20031 or (error.code == 50035 and isinstance(act, OpenCategory | OpenRoom)):
        return NameForbidden(error.text)
    if isinstance(error, discord.NotFound) or error.code == 40032:
        return Missing(error.text)
    return NotDone(f"{error.status} {error.code} {error.text}")
