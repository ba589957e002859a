"""A moderator's hand on people and bots."""

from bot.sandbox.actions import members
from bot.sandbox.control.request import ControlRoutes, Order
from bot.sandbox.people import moderators
from bot.sandbox.rules.errors import unknown
from bot.sandbox.things import Guild, Json, User
from bot.sandbox.views import basics

routes = ControlRoutes()


@routes("POST", "/people/{user_id}/moderate")
def moderate(order: Order) -> Json:
    """Move or put out of voice, mute, deafen, time out, kick, ban: what Discord's client offers on a name."""
    target = order.world.users.get(int(order.body["user_id"]))
    if target is None:
        raise unknown("user")
    guild = _guild(order, target)
    member = order.world.member(guild, target.id)
    moderators.moderate(order.world, guild, order.person(), member, order.body)
    return basics.member(member)


@routes("DELETE", "/guilds/{guild_id}/bans/{user_id}")
def unban(order: Order) -> Json:
    """Somebody may come back."""
    guild, user = order.guild(), order.world.users.get(int(order.params["user_id"]))
    if user is None or user.id not in guild.bans:
        raise unknown("ban")
    members.unban(order.world, guild, user)
    return {}


def _guild(order: Order, target: User) -> Guild:
    """The named guild, or the one in which that one sits in voice, or the first they are in."""
    inside = [guild for guild in order.world.guilds.values() if target.id in guild.voice]
    return inside[0] if inside and "guild_id" not in order.body else order.guild_with(target)
