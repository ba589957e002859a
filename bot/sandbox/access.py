"""Who may do what where: the world's facts put to the permission rules."""

from bot.sandbox.rules.errors import missing_access, missing_permissions, two_factor_required
from bot.sandbox.rules.permissions import (
    TWO_FACTOR,
    Permission,
    base_permissions,
    channel_permissions,
    during_timeout,
)
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
    if channel.thread is not None:
        return _in_thread(world, guild.channels[channel.parent_id or 0], user, private=_is_closed_to(channel, user))
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


def _is_closed_to(thread: Channel, user: User) -> bool:
    assert thread.thread is not None
    return thread.type is ChannelType.PRIVATE_THREAD and user.id not in thread.thread.members


def _in_thread(world: World, parent: Channel, user: User, *, private: bool) -> Permission:
    """What the thread's channel allows; of a private one others see nothing, but for those who manage threads."""
    held = in_channel(world, parent, user)
    return Permission(0) if private and Permission.MANAGE_THREADS not in held else held


def writing(channel: Channel) -> Permission:
    """What it takes to write there."""
    return Permission.SEND_MESSAGES if channel.thread is None else Permission.SEND_MESSAGES_IN_THREADS


def sees(world: World, channel: Channel, user: User) -> bool:
    """Whether a channel exists as far as somebody can tell."""
    return Permission.VIEW_CHANNEL in in_channel(world, channel, user)


def need(world: World, channel: Channel, user: User, wanted: Permission) -> Permission:
    """Refuse as Discord does: no access to what is hidden, no permission for what is not allowed."""
    held = in_channel(world, channel, user)
    if Permission.VIEW_CHANNEL not in held:
        raise missing_access()
    if Permission.SEND_MESSAGES in wanted:
        wanted = wanted & ~Permission.SEND_MESSAGES | writing(channel)
    if int(wanted) & ~int(held):
        # a voice channel that is closed to the bot takes all other permissions with it
        closed = channel.type is ChannelType.VOICE and Permission.CONNECT not in held
        raise missing_access() if closed else missing_permissions()
    if channel.guild_id is not None:
        _check_second_factor(world, world.guilds[channel.guild_id], user, wanted)
    return held


def _check_second_factor(world: World, guild: Guild, user: User, wanted: Permission) -> None:
    """Refuse what moderators do to bots of owners without a second factor, where the server wants one."""
    app = world.by_bot(user.id) if guild.mfa_level and wanted & TWO_FACTOR else None
    if app is not None and not app.owner_mfa:
        raise two_factor_required()


def need_for_answer(world: World, channel: Channel, bot: User, wanted: Permission) -> None:
    """Refuse what an answer to an interaction may not carry.

    Embeds and files there depend on @everyone (Discord's change log of June 2022). Whether the bot's own permissions
    have since come to count is not known: both must allow it. A bot that is not there has none of its own.
    """
    guild = None if channel.guild_id is None else world.guilds[channel.guild_id]
    if guild is None:
        return
    place = channel if channel.thread is None else guild.channels[channel.parent_id or 0]
    everyone = guild.roles[guild.id].permissions
    for overwrite in place.overwrites.values():
        if overwrite.id == guild.id:
            everyone = everyone & ~overwrite.deny | overwrite.allow
    own = int(in_channel(world, channel, bot)) if bot.id in guild.members else everyone
    if int(wanted) & ~(everyone & own):
        raise missing_permissions()


def need_in_guild(world: World, guild: Guild, user: User, wanted: Permission) -> Permission:
    """Refuse what a member may not do anywhere in the guild."""
    member = guild.members.get(user.id)
    if member is None:
        raise missing_access()
    held = guild_wide(world, guild, member)
    if int(wanted) & ~int(held):
        raise missing_permissions()
    _check_second_factor(world, guild, user, wanted)
    return held


def top_position(guild: Guild, member: Member) -> int:
    """How high somebody stands in the order of roles; the owner above all."""
    if member.user.id == guild.owner_id:
        return 1 << 30
    return max((guild.roles[role].position for role in member.roles if role in guild.roles), default=0)
