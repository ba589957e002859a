"""All routes of the API, those with fixed words before those with parameters."""

from bot.sandbox.rest import (
    absent,
    bans,
    channels,
    commands,
    events,
    guilds,
    interactions,
    me,
    members,
    messages,
    pins,
    polls,
    reactions,
    roles,
    sounds,
    threads,
    webhooks,
)
from bot.sandbox.rest.call import Route

MODULES = (
    absent, me, guilds, roles, channels, messages, reactions, pins, polls, members, bans, threads,
    commands, interactions, webhooks, events, sounds,
)  # fmt: skip


def table() -> list[Route]:
    """Every route, in an order in which the first that fits is the right one."""
    every = [route for module in MODULES for route in module.routes.all]
    return sorted(every, key=lambda route: (route.template.count("{"), route.template))
