"""Channels, guilds, voice states and calendar entries as JSON."""

from bot.sandbox.things import Channel, ChannelType, Guild, Json, Member, ScheduledEvent, Thread, User, VoiceState
from bot.sandbox.views import basics

OBFUSCATED = 1 << 17
VIEW_CHANNEL = 1 << 10


def hidden(it: Channel, *, omitting: bool) -> Json:
    """A channel as the gateway tells of it to a bot that cannot see it; `omitting` leaves out what else is null."""
    known: Json = {
        "id": str(it.id),
        "type": int(it.type),
        "flags": OBFUSCATED,
        "guild_id": str(it.guild_id),
        "name": "___hidden___",
        "position": it.position,
        "permission_overwrites": [{"id": str(it.guild_id), "type": 0, "allow": "0", "deny": str(VIEW_CHANNEL)}],
    }
    return known if omitting else dict.fromkeys(channel(it)) | known


def _thread(it: Channel, thread: Thread) -> Json:
    return {
        "last_message_id": _id(it.last_message_id),
        "rate_limit_per_user": it.slowmode,
        "owner_id": str(thread.owner_id),
        "message_count": _written(it),
        "total_message_sent": _written(it),
        "member_count": min(50, len(thread.members)),
        "thread_metadata": {
            "archived": thread.archived,
            "archive_timestamp": basics.stamp(thread.changed or thread.created),
            "auto_archive_duration": thread.minutes,
            "locked": thread.locked,
            "create_timestamp": basics.stamp(thread.created),
            **({"invitable": thread.invitable} if it.type is ChannelType.PRIVATE_THREAD else {}),
        },
    }


def _written(it: Channel) -> int:
    return sum(message.written for message in it.messages.values())


def thread_member(it: Channel, user_id: int, member: Member | None = None) -> Json:
    """Somebody in a thread, with what they are in the guild where that is given."""
    assert it.thread is not None
    since = basics.stamp(it.thread.members[user_id])
    shown: Json = {"id": str(it.id), "user_id": str(user_id), "join_timestamp": since, "flags": 0}
    return shown | ({} if member is None else {"member": basics.member(member)})


def channel(it: Channel, *, recipients: list[User] | None = None) -> Json:
    """A channel with the fields of its kind."""
    shown: Json = {"id": str(it.id), "type": int(it.type), "flags": 0}
    if it.guild_id is None:
        people = [basics.user(user) for user in recipients or []]
        return {**shown, "recipients": people, "last_message_id": _id(it.last_message_id)}
    shown |= {
        "guild_id": str(it.guild_id),
        "name": it.name,
        "parent_id": _id(it.parent_id),
    }
    if it.thread is not None:
        return shown | _thread(it, it.thread)
    shown |= {
        "position": it.position,
        "permission_overwrites": [
            {"id": str(o.id), "type": int(o.type), "allow": str(int(o.allow)), "deny": str(int(o.deny))}
            for o in it.overwrites.values()
        ],
    }
    if it.type is ChannelType.CATEGORY:
        return shown
    shown |= {
        "nsfw": it.nsfw,
        "last_message_id": _id(it.last_message_id),
        "rate_limit_per_user": it.slowmode,
    }
    if it.type is ChannelType.VOICE:
        return shown | {
            "bitrate": it.bitrate,
            "user_limit": it.user_limit,
            "rtc_region": it.rtc_region,
            "video_quality_mode": it.video_quality,
        }
    shown |= {"topic": it.topic, "last_pin_timestamp": basics.stamp(it.last_pin)}
    if it.type is ChannelType.FORUM:
        return shown | {"available_tags": [], "default_reaction_emoji": None, "default_sort_order": None}
    return shown


def _id(snowflake: int | None) -> str | None:
    return None if snowflake is None else str(snowflake)


def guild(it: Guild) -> Json:
    """A guild as REST shows it: without channels, members and voice."""
    return {
        "id": str(it.id),
        "name": it.name,
        "owner_id": str(it.owner_id),
        "preferred_locale": it.locale,
        "roles": [basics.role(role) for role in it.roles.values()],
        "features": [],
        "emojis": [],
        "stickers": [],
        "region": "deprecated",
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": it.mfa_level,
        "nsfw": False,
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "max_members": 500_000,
        "max_video_channel_users": 25,
        "max_stage_video_channel_users": 50,
        **dict.fromkeys(
            (
                "icon", "icon_hash", "splash", "discovery_splash", "home_header", "description", "banner",
                "application_id", "afk_channel_id", "system_channel_id", "widget_channel_id", "rules_channel_id",
                "public_updates_channel_id", "safety_alerts_channel_id", "max_presences", "vanity_url_code",
                "incidents_data",
            )
        ),
    }  # fmt: skip


def voice_state(guild_id: int, member: Member, state: VoiceState | None, *, with_member: bool = True) -> Json:
    """Somebody's voice state; without `state` they have left."""
    shown: Json = {"member": basics.member(member)} if with_member else {}
    return shown | {
        "guild_id": str(guild_id),
        "channel_id": None if state is None else str(state.channel_id),
        "user_id": str(member.user.id),
        "session_id": "" if state is None else state.session_id,
        "deaf": member.deaf,
        "mute": member.mute,
        "self_deaf": state is not None and state.self_deaf,
        "self_mute": state is not None and state.self_mute,
        "self_video": False,
        "self_stream": False,
        "suppress": False,
        "request_to_speak_timestamp": None,
    }


def scheduled_event(it: ScheduledEvent) -> Json:
    """An entry of the event calendar, without the count that only a read can ask for."""
    return {
        "id": str(it.id),
        "guild_id": str(it.guild_id),
        "channel_id": _id(it.channel_id),
        "creator_id": str(it.creator.id),
        "creator": basics.user(it.creator),
        "name": it.name,
        "description": it.description,
        "image": None,
        "scheduled_start_time": it.start,
        "scheduled_end_time": it.end,
        "privacy_level": 2,
        "status": it.status,
        "entity_type": it.entity_type,
        "entity_id": None,
        "entity_metadata": None if it.location is None else {"location": it.location},
        "recurrence_rule": it.recurrence,
        "guild_scheduled_event_exceptions": [],
    }
