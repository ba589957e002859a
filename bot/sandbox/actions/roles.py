"""Roles come, change and go; each new one stands lowest, just above everyone's."""

from collections.abc import Mapping

from bot.sandbox.actions import sight
from bot.sandbox.rules.full import too_many_roles
from bot.sandbox.things import Guild, Json, Role
from bot.sandbox.views import basics
from bot.sandbox.world import World

MOST = 250


def add(world: World, guild: Guild, name: str, permissions: int, *, bot_id: int | None = None) -> Role:
    """A new role below all others; those move up by one."""
    if len(guild.roles) >= MOST:
        raise too_many_roles()
    moved = [role for role in guild.roles.values() if role.position > 0]
    role = Role(world.new_id(), name, permissions, 1, bot_id)
    guild.roles[role.id] = role
    world.tell_all("GUILD_ROLE_CREATE", guild, _shown(guild, role))
    place(world, guild, {other.id: other.position + 1 for other in moved})
    return role


def place(world: World, guild: Guild, positions: Mapping[int, int]) -> None:
    """Roles stand elsewhere from now on."""
    for role_id, position in positions.items():
        guild.roles[role_id].position = position
        world.tell_all("GUILD_ROLE_UPDATE", guild, _shown(guild, guild.roles[role_id]))


def move(world: World, guild: Guild, role: Role, position: int) -> None:
    """One role stands at another height, counted from 1; the others keep their order."""
    others = sorted((r for r in guild.roles.values() if r.position and r is not role), key=lambda r: (r.position, r.id))
    others.insert(max(0, position - 1), role)
    place(world, guild, {r.id: at for at, r in enumerate(others, 1) if r.position != at})


def updated(world: World, guild: Guild, role: Role) -> None:
    """A role's permissions or looks changed."""
    world.tell_all("GUILD_ROLE_UPDATE", guild, _shown(guild, role))
    sight.renew(world, guild)


def remove(world: World, guild: Guild, role: Role) -> None:
    """A role is gone from everybody and every channel."""
    del guild.roles[role.id]
    for member in guild.members.values():
        member.roles.discard(role.id)
    for channel in guild.channels.values():
        channel.overwrites.pop(role.id, None)
    world.tell_all("GUILD_ROLE_DELETE", guild, {"guild_id": str(guild.id), "role_id": str(role.id)})
    sight.renew(world, guild)


def _shown(guild: Guild, role: Role) -> Json:
    return {"guild_id": str(guild.id), "role": basics.role(role)}
