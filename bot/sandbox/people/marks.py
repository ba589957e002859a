"""What people leave on messages: votes."""

from bot.sandbox.actions import polls
from bot.sandbox.people.eyes import cannot, message_seen
from bot.sandbox.things import Message, User
from bot.sandbox.world import World


def vote(world: World, who: User, message_id: int, answers: list[int]) -> Message:
    """Vote in a poll, anew if somebody did before."""
    channel, message = message_seen(world, who, message_id)
    poll, wanted = message.poll, {int(answer) for answer in answers}
    if poll is None or message.audience is not None:
        raise cannot("there is no poll on that message")
    if poll.over:
        raise cannot("that poll is over")
    if not wanted <= poll.answers.keys() or len(wanted) > (len(poll.answers) if poll.several else 1):
        raise cannot(f"that poll takes {'any of' if poll.several else 'one of'} {sorted(poll.answers)}")
    polls.vote(world, channel, message, who, wanted)
    return message
