"""Which events a session asked for."""

GUILDS, MEMBERS, VOICE_STATES, PRESENCES = 1 << 0, 1 << 1, 1 << 7, 1 << 8
GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT, EVENTS = 1 << 9, 1 << 12, 1 << 15, 1 << 16
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
    "GUILD_MEMBER_ADD": MEMBERS,
    "GUILD_MEMBER_UPDATE": MEMBERS,
    "GUILD_MEMBER_REMOVE": MEMBERS,
    "VOICE_STATE_UPDATE": VOICE_STATES,
    "GUILD_SCHEDULED_EVENT_CREATE": EVENTS,
    "GUILD_SCHEDULED_EVENT_UPDATE": EVENTS,
    "GUILD_SCHEDULED_EVENT_DELETE": EVENTS,
    "GUILD_SCHEDULED_EVENT_USER_ADD": EVENTS,
    "GUILD_SCHEDULED_EVENT_USER_REMOVE": EVENTS,
}


def wants(intents: int, event: str, *, private: bool, about_self: bool) -> bool:
    """Whether a session with these intents hears an event; a bot always hears of changes to itself."""
    if event.startswith("MESSAGE_"):
        return bool(intents & (DIRECT_MESSAGES if private else GUILD_MESSAGES))
    if event == "GUILD_MEMBER_UPDATE" and about_self:
        return True
    needed = _NEEDED.get(event, 0)
    return not needed or bool(intents & needed)
