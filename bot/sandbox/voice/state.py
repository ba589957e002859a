"""What `GET /sandbox/state` shows of voice."""

from bot.sandbox.things import Json
from bot.sandbox.voice.call import Call
from bot.sandbox.voice.server import Voice


def connections(voice: Voice) -> list[Json]:
    """Every session of a bot, connected or waiting to be resumed."""
    return [_connection(voice, call) for call in voice.calls.all()]


def transmitting(voice: Voice) -> list[Json]:
    """Who is sending more than silence right now."""
    return [
        {"user_id": str(talker.user_id), "channel_id": str(talker.room.id), "since": talker.since}
        for talker in voice.talkers.values()
        if talker.since is not None and talker.room is not None
    ]


def _connection(voice: Voice, call: Call) -> Json:
    room = voice.rooms.get(call.seat.channel_id)
    group = room.group if room is not None and call.dave else None
    return {
        "bot_id": str(call.seat.bot),
        "guild_id": str(call.seat.guild_id),
        "channel_id": str(call.seat.channel_id),
        "ssrc": call.ssrc,
        "mode": call.mode,
        "dave": call.dave,
        "epoch": group.epoch if group else None,
        "members": [str(user) for user in group.leaves if user is not None] if group else [],
        "connected": call.wire is not None and call.mode is not None,
        "deafened": call.deafened,
        "forgotten": call.forgotten,
        "packets": call.sent,
    }
