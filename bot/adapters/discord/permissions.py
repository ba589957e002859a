"""What the bot asks of a server, what it gives to guests, and what a refusal by Discord means."""

from __future__ import annotations

import re
from collections.abc import Sequence

import discord

from bot.core.lifecycle.facts import TWO_FACTOR
from bot.core.lifecycle.scheduled_event import EditEvent, MakeEvent, StepEvent
from bot.core.planning.start import FORUM
from bot.core.reconcile.acts import (
    Act,
    Admit,
    Bring,
    LockOut,
    OpenCategory,
    OpenRoom,
    PutOut,
    Say,
    SendHome,
    ShowStatus,
)
from bot.ports import Forbidden, Missing, NameForbidden, NotDone

Overwrites = dict[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite]
_STRANGER = re.compile(r"permission_overwrites\.(\d+)\.id")

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
PLAYING, MAKING = ("speak", "use_soundboard"), "create_expressions"
"""What playing the soft tone takes, and putting it on the soundboard."""
FOR_THE_TONE = (MAKING, "use_soundboard")
"""What the bot asks for beside where a server has switched it on."""
MALFORMED, NO_SECOND_FACTOR = 50035, 60003
"""Discord's codes for a request with something in it that cannot be, and for a moderator without two factors."""
SERVER_WIDE = ("manage_roles", "create_events")
"""Not given in rooms: Manage Roles cannot be given by overwrite, and is what letting late guests in takes."""
OWN_ALLOW = discord.PermissionOverwrite(**dict.fromkeys((name for name in NEEDED if name not in SERVER_WIDE), True))
"""The bot's own in its rooms."""
VOICE = frozenset(name for name, given in discord.Permissions.voice() if given)
NOT_ALLOWED = (50001, 50013)
"""Discord's codes for "no access" and "no permission"; any other 403 is about something else, or not Discord's."""
LONGEST_REASON = 200
"""Letters of an answer that the log repeats: it may be a whole web page."""
CLOSED = discord.PermissionOverwrite(view_channel=False, connect=False)


def needs_two_factor(guild: discord.Guild, user: discord.ClientUser | None) -> bool:
    """Whether the server lets moderators, as the bot is one, do nothing whose owners have no second factor."""
    return guild.mfa_level is discord.MFALevel.require_2fa and user is not None and not user.mfa_enabled


def without_strangers(overwrites: Overwrites, error: discord.HTTPException) -> Overwrites:
    """The overwrites but for those of people whom Discord does not find in the server (any more), if it says so."""
    gone = {int(place) for place in _STRANGER.findall(error.text)} if error.code == MALFORMED else set[int]()
    return {
        target: overwrite
        for place, (target, overwrite) in enumerate(overwrites.items())
        if place not in gone or not isinstance(target, discord.Object)
    }


def lets_in(channel: discord.abc.GuildChannel | None, user_id: int) -> bool:
    """Whether a channel has an overwrite by which somebody can see it, as far as Discord has told."""
    return channel is not None and channel.overwrites_for(discord.Object(user_id)).view_channel is True


def lacking(
    guild: discord.Guild, channel_ids: Sequence[int], user: discord.ClientUser | None = None
) -> tuple[str, ...]:
    """See ports.Venue.lacks; `user` is the bot's account."""
    names = {name for name in NEEDED if not getattr(guild.me.guild_permissions, name)}
    if needs_two_factor(guild, user):
        names.add(TWO_FACTOR)
    for channel in filter(None, map(guild.get_channel, channel_ids)):
        here = channel.permissions_for(guild.me)
        if not here.view_channel:
            names.add("view_channel")  # and with it everything else
            continue
        if isinstance(channel, discord.ForumChannel):
            names.add(FORUM)
        wanted = ["send_messages"]
        if isinstance(channel, discord.VoiceChannel):
            wanted += ["connect", "move_members"]
        names |= {name for name in wanted if not getattr(here, name)}
    return tuple(sorted(names))


def _central(act: Act) -> str:
    """The permission that an act fails without."""
    match act:
        case Bring() | SendHome() | PutOut():
            return "move_members"
        case Say():
            return "send_messages"
        case ShowStatus():
            return "set_voice_channel_status"
        case Admit() | LockOut():
            return "manage_roles"
        case MakeEvent() | EditEvent() | StepEvent():
            return "create_events"
        case _:
            return "manage_channels"


def failure(guild: discord.Guild, act: Act, error: discord.HTTPException) -> NotDone:
    """Discord's refusal in the conductor's words. Discord does not say which permission is missing: we compare."""
    if isinstance(act, Say) and act.to and error.code:
        # Closed to messages from strangers (50007), or gone: they did ask, but nothing is missing here.
        return Missing(error.text)
    if error.code == NO_SECOND_FACTOR:
        return Forbidden(TWO_FACTOR)
    if error.code in NOT_ALLOWED:
        return Forbidden(_likely(guild, act))
    of_a_name = error.code == MALFORMED and isinstance(act, OpenCategory | OpenRoom)
    if error.code == 20031 or (of_a_name and "permission_overwrites" not in error.text):
        return NameForbidden(error.text)
    if isinstance(error, discord.NotFound) or error.code == 40032:
        return Missing(error.text)
    return NotDone(f"{error.status} {error.code} {' '.join(error.text.split())[:LONGEST_REASON]}")


def _likely(guild: discord.Guild, act: Act) -> str:
    """The permission that this act most likely lacks. In a text channel Discord knows none of the voice permissions."""
    central, everywhere = _central(act), guild.me.guild_permissions
    place = guild.get_channel(getattr(act, "channel_id", 0))
    here = place.permissions_for(guild.me) if place else everywhere
    spoken = place is None or isinstance(place, discord.VoiceChannel | discord.StageChannel)
    # Where a channel cannot be seen, or a voice channel not be entered, discord.py counts all else as missing.
    first = ("view_channel", "connect") if place and spoken else ("view_channel",)
    for name in (*first, central, *NEEDED):
        if not getattr(here if spoken or name not in VOICE else everywhere, name):
            return name
    return central
