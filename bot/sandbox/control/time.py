"""The time of this Discord, where it can be put forward."""

from bot.sandbox.control.request import ControlRoutes, Order
from bot.sandbox.rules.errors import DiscordError
from bot.sandbox.things import Json

routes = ControlRoutes()


@routes("POST", "/clock")
def skip(order: Order) -> Json:
    """On to the next thing that is due (`{"skip": true}`)."""
    world = order.world
    if not order.body.get("skip"):
        raise DiscordError(400, 0, 'the clock takes {"skip": true}')
    if world.skip is None:
        raise DiscordError(409, 0, "this sandbox goes by the real clock, which nobody can put forward")
    skipped = world.skip()
    return {"time": world.clock(), "skipped": skipped}
