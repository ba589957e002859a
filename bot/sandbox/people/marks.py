"""What people leave on messages: votes and reactions."""

from bot.sandbox.access import in_channel
from bot.sandbox.actions import polls, reactions
from bot.sandbox.people.eyes import cannot, message_seen
from bot.sandbox.rules.emoji import is_emoji
from bot.sandbox.rules.permissions import Permission
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


def react(world: World, who: User, message_id: int, emoji: str, *, on: bool) -> Message:
    """React to a message, or take that back."""
    channel, message = message_seen(world, who, message_id)
    if not is_emoji(emoji) or message.audience is not None:
        raise cannot(f"nobody reacts with {emoji} to that message")
    if not on:
        if not reactions.remove(world, channel, message, emoji, who):
            raise cannot(f"{who.global_name} did not react with {emoji}")
        return message
    new = channel.guild_id is not None and emoji not in message.reactions
    if new and Permission.ADD_REACTIONS not in in_channel(world, channel, who):
        raise cannot(f"{who.global_name} may not add reactions there")
    reactions.add(world, channel, message, emoji, who)
    return message
