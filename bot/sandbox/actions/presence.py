"""Whether somebody is there and what they do, told to whoever may know."""

from bot.sandbox.things import Json, User
from bot.sandbox.views import basics
from bot.sandbox.world import World


def show(world: World, user: User, status: str, activities: list[Json]) -> None:
    """Somebody is seen like this from now on, in every guild they are in."""
    if (user.status, user.activities) == (status, activities):
        return
    user.status, user.activities = status, activities
    for guild in world.guilds.values():
        if user.id in guild.members:
            world.tell_all("PRESENCE_UPDATE", guild, basics.presence(user) | {"guild_id": str(guild.id)})
