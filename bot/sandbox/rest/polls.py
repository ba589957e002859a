"""Polls: who voted for what, and their early end."""

from bot.sandbox.access import need
from bot.sandbox.actions import polls as doing
from bot.sandbox.rest.call import Answer, Call, Routes
from bot.sandbox.rules.errors import form, no_poll, others_message, poll_over
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.things import Channel, Message, Poll
from bot.sandbox.views import basics
from bot.sandbox.views import messages as views

routes = Routes()
POLL = "/channels/{channel_id}/polls/{message_id}"


def _find(call: Call) -> tuple[Channel, Message, Poll]:
    channel = call.channel()
    need(call.world, channel, call.bot, Permission.READ_MESSAGE_HISTORY)
    message = call.world.message(channel, call.id("message_id"))
    if message.poll is None:
        raise no_poll()
    return channel, message, message.poll


@routes("GET", POLL + "/answers/{answer_id}")
def list_voters(call: Call) -> Answer:
    """Who voted for one answer, a page at a time."""
    _, _, poll = _find(call)
    answer, after = call.id("answer_id"), call.asked_id("after") or 0
    if answer not in poll.answers:
        raise form(("answer_id",), "POLL_ANSWER_UNKNOWN", "This poll has no such answer")
    voters = [user for user in sorted(poll.votes.get(answer, ())) if user > after][: call.whole("limit", 25, 1, 100)]
    return Answer(200, {"users": [basics.user(call.world.users[user]) for user in voters]})


@routes("POST", POLL + "/expire")
def end_poll(call: Call) -> Answer:
    """End one of the bot's own polls before its time."""
    channel, message, poll = _find(call)
    if message.author.id != call.bot.id:
        raise others_message()
    if poll.over:
        raise poll_over()
    doing.end(call.world, channel, message)
    return Answer(200, views.message(call.world, message))
