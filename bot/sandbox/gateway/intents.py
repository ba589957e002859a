"""Which events a session asked for."""

GUILDS, MEMBERS, VOICE_STATES, PRESENCES = 1 << 0, 1 << 1, 1 << 7, 1 << 8
MODERATION, EXPRESSIONS, GUILD_MESSAGES, REACTIONS, TYPING = 1 << 2, 1 << 3, 1 << 9, 1 << 10, 1 << 11
DIRECT_MESSAGES, DIRECT_REACTIONS, DIRECT_TYPING = 1 << 12, 1 << 13, 1 << 14
MESSAGE_CONTENT, EVENTS, POLLS, DIRECT_POLLS = 1 << 15, 1 << 16, 1 << 24, 1 << 25
PRIVILEGED = MEMBERS | PRESENCES | MESSAGE_CONTENT
KNOWN = sum(1 << bit for bit in (*range(17), 20, 21, 24, 25))

_NEEDED = {
    "VOICE_CHANNEL_STATUS_UPDATE": GUILDS,
    "VOICE_CHANNEL_START_TIME_UPDATE": GUILDS,
    "GUILD_CREATE": GUILDS,
    "GUILD_UPDATE": GUILDS,
    "GUILD_DELETE": GUILDS,
    "GUILD_ROLE_CREATE": GUILDS,
    "GUILD_ROLE_UPDATE": GUILDS,
    "GUILD_ROLE_DELETE": GUILDS,
    "CHANNEL_CREATE": GUILDS,
    "CHANNEL_UPDATE": GUILDS,
    "CHANNEL_DELETE": GUILDS,
    "THREAD_CREATE": GUILDS,
    "THREAD_UPDATE": GUILDS,
    "THREAD_DELETE": GUILDS,
    "THREAD_LIST_SYNC": GUILDS,
    "THREAD_MEMBER_UPDATE": GUILDS,
    "GUILD_BAN_ADD": MODERATION,
    "GUILD_BAN_REMOVE": MODERATION,
    "THREAD_MEMBERS_UPDATE": MEMBERS,
    "GUILD_MEMBER_ADD": MEMBERS,
    "GUILD_MEMBER_UPDATE": MEMBERS,
    "GUILD_MEMBER_REMOVE": MEMBERS,
    "VOICE_STATE_UPDATE": VOICE_STATES,
    "PRESENCE_UPDATE": PRESENCES,
    "VOICE_CHANNEL_EFFECT_SEND": VOICE_STATES,
    "GUILD_SOUNDBOARD_SOUND_CREATE": EXPRESSIONS,
    "GUILD_SOUNDBOARD_SOUND_UPDATE": EXPRESSIONS,
    "GUILD_SOUNDBOARD_SOUND_DELETE": EXPRESSIONS,
    "GUILD_SCHEDULED_EVENT_CREATE": EVENTS,
    "GUILD_SCHEDULED_EVENT_UPDATE": EVENTS,
    "GUILD_SCHEDULED_EVENT_DELETE": EVENTS,
    "GUILD_SCHEDULED_EVENT_USER_ADD": EVENTS,
    "GUILD_SCHEDULED_EVENT_USER_REMOVE": EVENTS,
}
_SPLIT = {
    "MESSAGE_REACTION_": (REACTIONS, DIRECT_REACTIONS),
    "MESSAGE_POLL_VOTE_": (POLLS, DIRECT_POLLS),
    "MESSAGE_": (GUILD_MESSAGES, DIRECT_MESSAGES),
    "TYPING_": (TYPING, DIRECT_TYPING),
    "CHANNEL_PINS_": (GUILDS, DIRECT_MESSAGES),
}
"""What happens in guilds and in direct messages alike, by how the event's name begins, with an intent for each."""


def wants(intents: int, event: str, *, private: bool, about_self: bool) -> bool:
    """Whether a session with these intents hears an event; a bot always hears of changes to itself."""
    split = next((pair for start, pair in _SPLIT.items() if event.startswith(start)), None)
    if split is not None:
        return bool(intents & split[private])
    if event in {"GUILD_MEMBER_UPDATE", "THREAD_MEMBERS_UPDATE"} and about_self:
        return True
    needed = _NEEDED.get(event, 0)
    return not needed or bool(intents & needed)
