"""Polls: they are asked, voted in, and end by themselves or by whoever asked."""

from bot.sandbox.access import sees
from bot.sandbox.actions import messages
from bot.sandbox.things import Channel, Json, Message, Poll, User
from bot.sandbox.world import World

RESULT = 46


def vote(world: World, channel: Channel, message: Message, who: User, wanted: set[int]) -> None:
    """Somebody's votes are these now; each that came or went is told."""
    assert message.poll is not None
    for answer in message.poll.answers:
        voters = message.poll.votes.setdefault(answer, [])
        if (who.id in voters) == (answer in wanted):
            continue
        (voters.append if answer in wanted else voters.remove)(who.id)
        data: Json = {
            "user_id": str(who.id),
            "channel_id": str(channel.id),
            "message_id": str(message.id),
            "answer_id": answer,
        }
        if channel.guild_id is not None:
            data["guild_id"] = str(channel.guild_id)
        _tell(world, "MESSAGE_POLL_VOTE_ADD" if answer in wanted else "MESSAGE_POLL_VOTE_REMOVE", channel, data)


def _tell(world: World, name: str, channel: Channel, data: Json) -> None:
    world.tell(name, channel.guild_id, lambda app: data if sees(world, channel, app.user) else None)


def end(world: World, channel: Channel, message: Message) -> None:
    """No more votes; the message has the final numbers, and another one tells of them."""
    poll = message.poll
    assert poll is not None
    poll.over, poll.ends = True, min(poll.ends, world.clock())
    world.polls.pop(message.id, None)
    messages.announce(world, "MESSAGE_UPDATE", channel, message)
    told = Message(world.new_id(), channel.id, channel.guild_id, message.author, type=RESULT)
    told.embeds = [{"type": "poll_result", "fields": _result(poll)}]
    messages.refer(told, channel, message.id)
    messages.post(world, channel, told)


def _result(poll: Poll) -> list[Json]:
    """What the message of a poll's end says, as the fields of its embed."""
    counts = {answer: len(poll.votes.get(answer, ())) for answer in poll.answers}
    most = max(counts.values())
    first = [answer for answer, count in counts.items() if count == most]
    facts: Json = {
        "poll_question_text": poll.question["text"],
        "victor_answer_votes": most,
        "total_votes": sum(counts.values()),
    }
    if most and len(first) == 1:
        facts |= {"victor_answer_id": first[0], "victor_answer_text": poll.answers[first[0]].get("text", "")}
    return [{"name": name, "value": str(value), "inline": False} for name, value in facts.items()]


def keep_time(world: World) -> None:
    """End what is over by now."""
    for message in [one for one in world.polls.values() if one.poll is not None and one.poll.ends <= world.clock()]:
        end(world, world.channel(message.channel_id), message)
