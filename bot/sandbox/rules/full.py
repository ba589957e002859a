"""Discord's refusals where something is full, or too much is asked for at once."""

from bot.sandbox.rules.errors import DiscordError, form


def too_many_roles() -> DiscordError:
    """400/30005: 250 roles a server."""
    return DiscordError(400, 30005, "Maximum number of server roles reached (250)")


def too_many_pins() -> DiscordError:
    """400/30003: 250 pins a channel."""
    return DiscordError(400, 30003, "Maximum number of pins reached for the channel (250)")


def too_many_reactions() -> DiscordError:
    """400/30010: 20 different emoji under a message."""
    return DiscordError(400, 30010, "Maximum number of reactions reached (20)")


def too_many_channels() -> DiscordError:
    """400/30013: 500 channels a server, of which 50 categories."""
    return DiscordError(400, 30013, "Maximum number of server channels reached (500)")


def category_full() -> DiscordError:
    """400/50035 on parent_id: a category holds 50 channels."""
    return form(("parent_id",), "CHANNEL_PARENT_MAX_CHANNELS", "Maximum number of channels in category reached (50)")


def too_many_overwrites() -> DiscordError:
    """400/30060: 1000 overwrites a channel."""
    return DiscordError(400, 30060, "Maximum number of channel permission overwrites reached (1000)")


def too_many_events() -> DiscordError:
    """400/30038: 100 events that are scheduled or running."""
    return DiscordError(400, 30038, "Maximum number of uncompleted guild scheduled events reached (100)")


def too_many_sounds() -> DiscordError:
    """400/30045: a soundboard is full."""
    return DiscordError(400, 30045, "Maximum number of soundboard sounds reached")


def too_many_commands() -> DiscordError:
    """400/30032: the number of commands of one type is full."""
    return DiscordError(400, 30032, "Maximum number of application commands reached")


def too_many_command_creates() -> DiscordError:
    """400/30034: 200 commands created a day and server."""
    return DiscordError(400, 30034, "Max number of daily application command creates has been reached (200)")


def too_many_old_edits() -> DiscordError:
    """429/30046: edits to messages older than an hour are counted by themselves."""
    return DiscordError(429, 30046, "Maximum number of edits to messages older than 1 hour reached. Try again later")


def few_or_many() -> DiscordError:
    """400/50016: two to a hundred messages are deleted at once."""
    return DiscordError(400, 50016, "Provided too few or too many messages to delete. Must be between 2 and 100.")
