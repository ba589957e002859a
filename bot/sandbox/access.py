"""Who may do what where: the world's facts put to the permission rules."""

from bot.sandbox.rules.errors import missing_access, missing_permissions
from bot.sandbox.rules.permissions import Permission, base_permissions, channel_permissions, during_timeout
from bot.sandbox.things import Channel, ChannelType, Guild, Member, User
from bot.sandbox.world import World

EVERYTHING_IN_DMS = (
    Permission.VIEW_CHANNEL | Permission.SEND_MESSAGES | Permission.EMBED_LINKS | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
)  # fmt: skip


def guild_wide(world: World, guild: Guild, member: Member) -> Permission:
    """What a member may do where no channel has its say."""
    base = _base(guild, member)
    return Permission(during_timeout(base) if _is_timed_out(world, member) else base)


def _base(guild: Guild, member: Member) -> int:
    everyone = guild.roles[guild.id].permissions
    roles = [guild.roles[role].permissions for role in member.roles if role in guild.roles]
    return base_permissions(member.user.id == guild.owner_id, everyone, roles)


def _is_timed_out(world: World, member: Member) -> bool:
    return member.timeout is not None and member.timeout > world.clock()


def in_channel(world: World, channel: Channel, user: User) -> Permission:
    """What somebody may do in a channel; nothing for those who are not there."""
    if channel.guild_id is None:
        return EVERYTHING_IN_DMS if user.id in channel.recipients else Permission(0)
    guild = world.guilds[channel.guild_id]
    member = guild.members.get(user.id)
    if member is None:
        return Permission(0)
    return Permission(
        channel_permissions(
            _base(guild, member),
            guild_id=guild.id,
            member_id=user.id,
            role_ids=member.roles,
            overwrites=channel.overwrites.values(),
            voice=channel.type is ChannelType.VOICE,
            timed_out=_is_timed_out(world, member),
        )
    )


def sees(world: World, channel: Channel, user: User) -> bool:
    """Whether a channel exists as far as somebody can tell."""
    return Permission.VIEW_CHANNEL in in_channel(world, channel, user)


def need(world: World, channel: Channel, user: User, wanted: Permission) -> Permission:
    """Refuse as Discord does: no access to what is hidden, no permission for what is not allowed."""
    held = in_channel(world, channel, user)
    if Permission.VIEW_CHANNEL not in held:
        raise missing_access()
    if int(wanted) & ~int(held):
        # a voice channel that is closed to the bot takes all other permissions with it
        closed = channel.type is ChannelType.VOICE and Permission.CONNECT not in held
        raise missing_access() if closed else missing_permissions()
    return held


def need_for_answer(world: World, channel: Channel, bot: User, wanted: Permission) -> None:
    """Refuse what an answer to an interaction may not carry.

    Embeds and files there depend on @everyone (Discord's change log of June 2022). Whether the bot's own permissions
    have since come to count is not known: both must allow it.
    """
    guild = None if channel.guild_id is None else world.guilds[channel.guild_id]
    if guild is None:
        return
    everyone = guild.roles[guild.id].permissions
    for overwrite in channel.overwrites.values():
        if overwrite.id == guild.id:
            everyone = everyone & ~overwrite.deny | overwrite.allow
    if int(wanted) & ~(everyone & int(in_channel(world, channel, bot))):
        raise missing_permissions()


def need_in_guild(world: World, guild: Guild, user: User, wanted: Permission) -> Permission:
    """Refuse what a member may not do anywhere in the guild."""
    member = guild.members.get(user.id)
    if member is None:
        raise missing_access()
    held = guild_wide(world, guild, member)
    if int(wanted) & ~int(held):
        raise missing_permissions()
    return held


def top_position(guild: Guild, member: Member) -> int:
    """How high somebody stands in the order of roles; the owner above all."""
    if member.user.id == guild.owner_id:
        return 1 << 30
    return max((guild.roles[role].position for role in member.roles if role in guild.roles), default=0)
