"""People and bots come to a guild, change and go."""

from bot.sandbox.access import guild_wide
from bot.sandbox.actions import channels, roles, sight, voice
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.things import Application, Guild, Json, Member, User
from bot.sandbox.views import basics
from bot.sandbox.world import World

PEOPLE = "People"


def join(world: World, guild: Guild, user: User, given: set[int]) -> Member:
    """Somebody arrives."""
    welcome = {role.id for role in guild.roles.values() if role.name == PEOPLE and not user.bot}
    member = guild.members[user.id] = Member(user, world.clock(), given | welcome)
    guild.known.add(user.id)
    world.tell_all("GUILD_MEMBER_ADD", guild, {**basics.member(member), "guild_id": str(guild.id)})
    return member


def part(world: World, guild: Guild, user: User) -> None:
    """Somebody leaves the guild, and voice with it; whether their overwrites go too differs between worlds."""
    voice.leave(world, guild, user.id)
    guild.members.pop(user.id, None)
    for event in guild.events.values():
        event.interested.discard(user.id)
    world.tell_all("GUILD_MEMBER_REMOVE", guild, {"guild_id": str(guild.id), "user": basics.user(user)})
    if world.nature.climate.leavers_forgotten:
        channels.forget(world, guild, user.id)


def erase(world: World, user: User) -> None:
    """An account is deleted: out of every guild, without a name; its id goes on being known."""
    for guild in [guild for guild in world.guilds.values() if user.id in guild.members]:
        part(world, guild, user)
    user.username = f"deleted_user_{world.random.randbytes(6).hex()}"
    user.global_name, user.deleted = None, True


def updated(world: World, guild: Guild, member: Member) -> None:
    """Somebody's name or roles changed."""
    world.tell_all("GUILD_MEMBER_UPDATE", guild, {**basics.member(member), "guild_id": str(guild.id)})
    if member.user.bot:
        sight.renew(world, guild)


def time_out(world: World, guild: Guild, member: Member, until: float | None) -> None:
    """A moderator sends somebody to cool down until then, out of voice too; None ends it."""
    member.timeout = until
    updated(world, guild, member)
    if until is not None and until > world.clock():
        voice.leave(world, guild, member.user.id)


def move(world: World, guild: Guild, member: Member, channel_id: int | None) -> None:
    """A moderator seats somebody elsewhere, or sends them out."""
    if channel_id is None:
        voice.leave(world, guild, member.user.id)
    elif guild.voice[member.user.id].channel_id != channel_id:
        voice.enter(world, guild, member.user.id, guild.channels[channel_id])


def people_keep(world: World, guild: Guild, bit: int) -> None:
    """A permission is about to leave @everyone on account of a bot: people get a role that has it."""
    role = next((r for r in guild.roles.values() if r.name == PEOPLE), None) or roles.add(world, guild, PEOPLE, 0)
    role.permissions |= bit
    roles.updated(world, guild, role)
    for member in guild.members.values():
        if not member.user.bot:
            member.roles.add(role.id)


def invite_bot(world: World, guild: Guild, app: Application) -> None:
    """A bot comes in with a role of its own that carries what its invite asked for."""
    role = roles.add(world, guild, app.name, app.invite_permissions, bot_id=app.user.id)
    join(world, guild, app.user, {role.id})


def remove_bot(world: World, guild: Guild, app: Application) -> None:
    """A bot is thrown out: its role and its commands in the guild go with it."""
    part(world, guild, app.user)
    for role in [r for r in guild.roles.values() if r.bot_id == app.user.id]:
        roles.remove(world, guild, role)
    app.guild_commands.pop(guild.id, None)
    gone: Json = {"id": str(guild.id)}
    world.tell("GUILD_DELETE", guild.id, lambda who: gone if who is app else None)


def kick(world: World, guild: Guild, user: User) -> None:
    """Somebody is sent away, a bot with all it brought."""
    app = world.by_bot(user.id)
    if app is None:
        part(world, guild, user)
    else:
        remove_bot(world, guild, app)


def ban(world: World, guild: Guild, user: User, reason: str | None) -> None:
    """Somebody is sent away for good, whether they are here or not."""
    guild.bans[user.id] = reason
    if user.id in guild.members:
        kick(world, guild, user)
    _tell_ban(world, "GUILD_BAN_ADD", guild, user)


def unban(world: World, guild: Guild, user: User) -> None:
    """Somebody may come back."""
    del guild.bans[user.id]
    _tell_ban(world, "GUILD_BAN_REMOVE", guild, user)


def _tell_ban(world: World, name: str, guild: Guild, user: User) -> None:
    data: Json = {"guild_id": str(guild.id), "user": basics.user(user)}

    def view(app: Application) -> Json | None:
        member = guild.members.get(app.user.id)
        held = Permission(0) if member is None else guild_wide(world, guild, member)
        return data if held & (Permission.BAN_MEMBERS | Permission.VIEW_AUDIT_LOG) else None

    world.tell(name, guild.id, view)
