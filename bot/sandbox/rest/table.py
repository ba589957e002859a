"""All routes of the API, those with fixed words before those with parameters."""

from bot.sandbox.rest import channels, commands, events, guilds, interactions, me, members, messages, polls, webhooks
from bot.sandbox.rest.call import Route

MODULES = (me, guilds, channels, messages, members, polls, commands, interactions, webhooks, events)


def table() -> list[Route]:
    """Every route, in an order in which the first that fits is the right one."""
    every = [route for module in MODULES for route in module.routes.all]
    return sorted(every, key=lambda route: (route.template.count("{"), route.template))
