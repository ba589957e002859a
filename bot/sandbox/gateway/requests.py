"""What a bot may ask over its socket once it is in: presence, voice, members, channel facts."""

from collections.abc import Callable
from typing import Any, cast

from bot.sandbox.access import in_channel, sees
from bot.sandbox.actions import presence as showing
from bot.sandbox.actions import voice
from bot.sandbox.gateway import intents
from bot.sandbox.gateway.hub import Hub
from bot.sandbox.gateway.identify import Refused
from bot.sandbox.gateway.session import Session
from bot.sandbox.rules.fields import is_list
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.rules.presences import STATUSES, is_activity, made_activity
from bot.sandbox.things import Channel, ChannelType, Guild, Json, Member
from bot.sandbox.views import basics
from bot.sandbox.views import sounds as sound_views
from bot.sandbox.world import number

CHUNK, MOST_BY_QUERY, LONGEST_NONCE = 1000, 100, 32


def _guild(hub: Hub, session: Session, guild_id: object) -> Guild | None:
    guild = hub.world.guilds.get(int(str(guild_id)))
    inside = guild is not None and session.application.user.id in guild.members and session.covers(guild.id)
    return guild if inside else None


def presence(hub: Hub, session: Session, data: Json) -> None:
    """Op 3: how the bot shows itself."""
    # hikari says "game" where the documentation says "activities", others say nothing for a status: Discord takes both
    told: object = data.get("activities") or []
    if data["status"] not in STATUSES or not is_list(told) or not all(is_activity(one) for one in told):
        raise Refused(4002, "Error while decoding payload.")
    now = hub.world.clock()
    activities = [made_activity(one, now) for one in told]
    showing.show(hub.world, session.application.user, data["status"] or "online", activities)


def voice_state(hub: Hub, session: Session, data: Json) -> None:
    """Op 4: join, move or leave voice. What is not allowed gets no answer at all, as on Discord."""
    world, bot = hub.world, session.application.user
    guild = _guild(hub, session, data["guild_id"])
    if guild is None:
        return
    channel_id = number(data["channel_id"])
    mute, deaf = bool(data["self_mute"]), bool(data["self_deaf"])
    if channel_id is None:
        voice.leave(world, guild, bot.id)
        return
    channel = guild.channels.get(channel_id)
    if channel is not None and may_enter(hub, guild, channel, session):
        anew = guild.id not in session.seats
        _take_seat(hub, session, guild)
        voice.enter(world, guild, bot.id, channel, self_mute=mute, self_deaf=deaf, anew=anew)


def may_enter(hub: Hub, guild: Guild, channel: Channel, session: Session) -> bool:
    """Whether a bot can sit down in a channel by itself."""
    bot = session.application.user
    seated = bot.id in guild.voice and guild.voice[bot.id].channel_id == channel.id
    held = in_channel(hub.world, channel, bot)
    if channel.type is not ChannelType.VOICE or not (seated or Permission.CONNECT in held):
        return False
    return Permission.MOVE_MEMBERS in held or not voice.is_full(guild, channel, bot.id)


def members(hub: Hub, session: Session, data: Json) -> None:
    """Op 8: members by name or id; the whole list only with the privileged intent."""
    asked_of = data["guild_id"]
    if is_list(asked_of):  # an older form
        if len(asked_of) != 1:
            raise Refused(4002, "Members are asked for of one guild_id a request.")
        asked_of = asked_of[0]
    guild = _guild(hub, session, asked_of)
    if guild is None:
        return
    asked = data.get("user_ids")
    missing: list[str] = []
    if asked is not None:
        several = cast("list[Any]", asked) if isinstance(asked, list) else [asked]
        wanted = [str(one) for one in several][:MOST_BY_QUERY]
        found = [guild.members[int(one)] for one in wanted if int(one) in guild.members]
        missing = [one for one in wanted if int(one) not in guild.members]
    else:
        found = _by_name(guild, str(data["query"]), int(data["limit"]), session)
    presences = bool(data.get("presences")) and session.intents & intents.PRESENCES
    nonce = str(data.get("nonce") or "")
    chunks = [found[at : at + CHUNK] for at in range(0, len(found), CHUNK)] or [[]]
    for index, chunk in enumerate(chunks):
        told: Json = {
            "guild_id": str(guild.id),
            "members": [basics.member(member) for member in chunk],
            "chunk_index": index,
            "chunk_count": len(chunks),
        }
        told |= {"not_found": missing} if asked is not None else {}
        told |= {"presences": basics.presences(chunk)} if presences else {}
        told |= {"nonce": nonce} if nonce and len(nonce.encode()) <= LONGEST_NONCE else {}
        hub.tell(session, "GUILD_MEMBERS_CHUNK", told)


def _by_name(guild: Guild, query: str, limit: int, session: Session) -> list[Member]:
    if not query and limit == 0:
        if not session.intents & intents.MEMBERS:
            raise Refused(4014, "Disallowed intent(s).")
        return list(guild.members.values())
    low = query.lower()
    found = [m for m in guild.members.values() if m.user.username.startswith(low) or (m.nick or "").startswith(query)]
    return found[: min(limit or MOST_BY_QUERY, MOST_BY_QUERY)]


def sounds(hub: Hub, session: Session, data: Json) -> None:
    """Op 31: the soundboards of several guilds."""
    wanted = [_guild(hub, session, guild_id) for guild_id in list(data["guild_ids"])]
    for guild in wanted:
        if guild is not None:
            shown = [sound_views.sound(guild, one) for one in guild.sounds.values()]
            hub.tell(session, "SOUNDBOARD_SOUNDS", {"guild_id": str(guild.id), "soundboard_sounds": shown})


def channel_info(hub: Hub, session: Session, data: Json) -> None:
    """Op 43: what the channel object does not say, of every visible voice channel where there is something."""
    guild = _guild(hub, session, data["guild_id"])
    if guild is None:
        return
    fields = {str(name) for name in data["fields"]}
    found: list[Json] = []
    for channel in guild.channels.values():
        if channel.type is ChannelType.VOICE and sees(hub.world, channel, session.application.user):
            known: Json = {"status": channel.status, "voice_start_time": channel.started and int(channel.started)}
            said = {name: known[name] for name in fields & known.keys() if known[name] is not None}
            if said:
                found.append({"id": str(channel.id), **said})
    hub.tell(session, "CHANNEL_INFO", {"guild_id": str(guild.id), "channels": found})


def gone(hub: Hub, session: Session) -> None:
    """A session that cannot come back gives up the seats in voice that it took; without another the bot is away."""
    if not any(other.application is session.application for other in hub.sessions.values()):
        showing.show(hub.world, session.application.user, "offline", [])
    for guild_id in session.seats:
        guild = hub.world.guilds.get(guild_id)
        if guild is not None and session.application.user.id in guild.members:
            voice.leave(hub.world, guild, session.application.user.id)
    session.seats.clear()


def _take_seat(hub: Hub, session: Session, guild: Guild) -> None:
    for other in hub.sessions.values():
        if other.application is session.application:
            other.seats.discard(guild.id)
    session.seats.add(guild.id)


KNOWN: dict[int, Callable[[Hub, Session, Json], None]] = {
    3: presence,
    4: voice_state,
    8: members,
    31: sounds,
    43: channel_info,
}
