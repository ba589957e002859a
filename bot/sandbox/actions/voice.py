"""Who sits in which voice channel, and the events when that changes."""

import secrets
from collections.abc import Collection

from bot.sandbox.access import sees
from bot.sandbox.actions import sight
from bot.sandbox.things import Application, Channel, Guild, Json, Member, VoiceState
from bot.sandbox.views import channels as views
from bot.sandbox.world import World


def occupants(guild: Guild, channel: Channel) -> int:
    """How many seats of a channel are taken."""
    return sum(1 for state in guild.voice.values() if state.channel_id == channel.id)


def is_full(guild: Guild, channel: Channel, user_id: int) -> bool:
    """Whether nobody without the right to move people may enter."""
    seated = user_id in guild.voice and guild.voice[user_id].channel_id == channel.id
    return bool(channel.user_limit) and not seated and occupants(guild, channel) >= channel.user_limit


def enter(
    world: World, guild: Guild, user_id: int, channel: Channel,
    *, self_mute: bool | None = None, self_deaf: bool | None = None, anew: bool = False,
) -> None:  # fmt: skip
    """Seat somebody in a channel, taking them out of the one before; permission is the caller's affair.

    `anew` is a bot that comes from another gateway session than the one that took its seat: its call begins afresh.
    """
    before = guild.voice.get(user_id)
    old_channel = guild.channels.get(before.channel_id) if before else None
    fresh = VoiceState(user_id, channel.id, secrets.token_hex(16))
    kept = fresh if before is None or anew else before
    state = VoiceState(
        user_id,
        channel.id,
        kept.session_id,
        kept.self_mute if self_mute is None else self_mute,
        kept.self_deaf if self_deaf is None else self_deaf,
    )
    was_empty = occupants(guild, channel) == 0
    moved = before is None or before.channel_id != channel.id
    guild.voice[user_id] = state
    world.note("voice", {"user": str(user_id), "guild": str(guild.id), "channel": str(channel.id)})
    _tell(world, guild, guild.members[user_id], state, old_channel)
    app = world.by_bot(user_id)
    token = secrets.token_hex(16) if app is not None and (moved or anew) else None
    if app is not None and token is not None:
        sight.renew(world, guild)
        assign_server(world, guild, app, token)
    if (moved or anew) and world.voice_server is not None:
        world.voice_server.joined(guild.id, channel.id, user_id, state.session_id, token)
    if moved:
        _start_time(world, guild, channel, world.clock() if was_empty else channel.started)
        _emptied(world, guild, old_channel)


def leave(world: World, guild: Guild, user_id: int, *, from_deleted: Collection[int] = ()) -> None:
    """Somebody is in voice no more; `from_deleted` names the applications that saw a channel now gone."""
    state = guild.voice.pop(user_id, None)
    if state is None:
        return
    world.note("voice", {"user": str(user_id), "guild": str(guild.id), "channel": None})
    old = guild.channels.get(state.channel_id)
    _tell(world, guild, guild.members[user_id], None, old, also=from_deleted, session_id=state.session_id)
    if world.by_bot(user_id) is not None:
        sight.renew(world, guild)
    if world.voice_server is not None:
        world.voice_server.left(guild.id, user_id, channel_deleted=old is None)
    _emptied(world, guild, old)


def refresh(world: World, guild: Guild, member: Member) -> None:
    """Tell a voice state again after a server mute or deafening."""
    state = guild.voice.get(member.user.id)
    if state is not None:
        _tell(world, guild, member, state, guild.channels.get(state.channel_id))


def assign_server(world: World, guild: Guild, app: Application, token: str) -> None:
    """Give a bot the key and the address of its call."""
    endpoint = world.voice_server.endpoint() if world.voice_server else None
    data: Json = {"token": token, "guild_id": str(guild.id), "endpoint": endpoint}
    world.tell("VOICE_SERVER_UPDATE", guild.id, lambda who: data if who.id == app.id else None)


def _tell(
    world: World, guild: Guild, member: Member, state: VoiceState | None, old: Channel | None,
    *, also: Collection[int] = (), session_id: str = "",
) -> None:  # fmt: skip
    """Those who see the new channel learn it; those who saw only the old one learn that it was left."""
    new = guild.channels.get(state.channel_id) if state else None
    here = views.voice_state(guild.id, member, state)
    gone = views.voice_state(guild.id, member, None)
    here["session_id"] = here["session_id"] or session_id
    gone["session_id"] = here["session_id"]

    def view(app: Application) -> Json | None:
        if app.user.id not in guild.members:
            return None
        if app.user.id == member.user.id or (new is not None and sees(world, new, app.user)):
            return here
        return gone if app.id in also or (old is not None and sees(world, old, app.user)) else None

    world.tell("VOICE_STATE_UPDATE", guild.id, view)


def _emptied(world: World, guild: Guild, channel: Channel | None) -> None:
    if channel is None or occupants(guild, channel):
        return
    if channel.status is not None:
        # Discord forgets a voice status when the last person goes
        channel.status = None
        data: Json = {"id": str(channel.id), "guild_id": str(guild.id), "status": None}
        world.tell(
            "VOICE_CHANNEL_STATUS_UPDATE", guild.id, lambda app: data if sees(world, channel, app.user) else None
        )
    _start_time(world, guild, channel, None)


def _start_time(world: World, guild: Guild, channel: Channel, started: float | None) -> None:
    if channel.started == started:
        return
    channel.started = started
    data: Json = {
        "id": str(channel.id),
        "guild_id": str(guild.id),
        "voice_start_time": None if started is None else int(started),
    }
    world.tell(
        "VOICE_CHANNEL_START_TIME_UPDATE", guild.id, lambda app: data if sees(world, channel, app.user) else None
    )
