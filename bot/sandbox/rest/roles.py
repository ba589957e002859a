"""Roles: read, made, changed, put in order, deleted, all below the bot's own."""

from bot.sandbox.access import guild_wide, need_in_guild, top_position
from bot.sandbox.actions import roles as doing
from bot.sandbox.rest.call import Answer, Call, Routes
from bot.sandbox.rules.errors import invalid_role, missing_permissions
from bot.sandbox.rules.fields import Fields
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.rules.roles import check_role
from bot.sandbox.things import Guild, Json, Role
from bot.sandbox.views import basics

routes = Routes()
ROLES = "/guilds/{guild_id}/roles"


@routes("GET", ROLES)
def list_roles(call: Call) -> Answer:
    """All roles of a guild."""
    return Answer(200, [basics.role(role) for role in call.guild().roles.values()])


@routes("GET", ROLES + "/member-counts")
def count_members(call: Call) -> Answer:
    """How many have each role, everyone's aside."""
    guild = call.guild()
    held = [role for member in guild.members.values() for role in member.roles]
    return Answer(200, {str(role): held.count(role) for role in guild.roles if role != guild.id})


@routes("GET", ROLES + "/{role_id}")
def get_role(call: Call) -> Answer:
    """One role of a guild."""
    return Answer(200, basics.role(call.world.role(call.guild(), call.id("role_id"))))


@routes("POST", ROLES)
def create_role(call: Call) -> Answer:
    """A new role, which stands lowest."""
    guild = _managed_guild(call)
    asked = Fields(call.body)
    check_role(asked)
    _check_hands_out(call, guild, asked, 0)
    everyone = guild.roles[guild.id].permissions
    # what nobody names is what everyone holds already, as far as the bot may hand it out
    bits = int(asked.body["permissions"]) if asked.has("permissions") else everyone & _held(call, guild)
    role = doing.add(call.world, guild, str(asked.body.get("name") or "new role"), bits)
    _paint(role, asked.body)
    doing.updated(call.world, guild, role)
    return Answer(200, basics.role(role))


@routes("PATCH", ROLES + "/{role_id}")
def edit_role(call: Call) -> Answer:
    """Change a role's name, looks or permissions."""
    guild, role = _role_below(call)
    asked = Fields(call.body)
    check_role(asked)
    _check_hands_out(call, guild, asked, role.permissions)
    role.name = str(asked.body.get("name") or role.name)
    if asked.has("permissions"):
        role.permissions = int(asked.body["permissions"])
    _paint(role, asked.body)
    doing.updated(call.world, guild, role)
    return Answer(200, basics.role(role))


@routes("DELETE", ROLES + "/{role_id}")
def delete_role(call: Call) -> Answer:
    """Remove a role from everybody."""
    guild, role = _role_below(call)
    if role.bot_id is not None or role.id == guild.id:
        raise invalid_role()
    doing.remove(call.world, guild, role)
    return Answer(204)


@routes("PATCH", ROLES)
def sort_roles(call: Call) -> Answer:
    """Put roles in another order, none of them above the bot's own."""
    guild = _managed_guild(call)
    top = top_position(guild, guild.members[call.bot.id])
    wanted: list[tuple[Role, int]] = []
    for place, item in enumerate(call.items):
        asked = Fields(item, (place,))
        role = call.world.role(guild, asked.snowflake("id", required=True) or 0)
        position = asked.whole("position", 0, 2**31 - 1)
        if role.position >= top or (position or 0) >= top:
            raise missing_permissions()
        if role.position and position is not None:
            wanted.append((role, position))
    for role, position in wanted:
        doing.move(call.world, guild, role, position)
    return list_roles(call)


def _managed_guild(call: Call) -> Guild:
    guild = call.guild()
    need_in_guild(call.world, guild, call.bot, Permission.MANAGE_ROLES)
    return guild


def _role_below(call: Call) -> tuple[Guild, Role]:
    guild = _managed_guild(call)
    role = call.world.role(guild, call.id("role_id"))
    if role.position >= top_position(guild, guild.members[call.bot.id]):
        raise missing_permissions()
    return guild, role


def _held(call: Call, guild: Guild) -> int:
    return int(guild_wide(call.world, guild, guild.members[call.bot.id]))


def _check_hands_out(call: Call, guild: Guild, asked: Fields, standing: int) -> None:
    """A bot gives and takes only what it holds itself."""
    if asked.has("permissions") and (int(asked.body["permissions"]) ^ standing) & ~_held(call, guild):
        raise missing_permissions()


def _paint(role: Role, body: Json) -> None:
    colors: Json = body.get("colors") or {"primary_color": body.get("color")}
    if colors.get("primary_color") is not None:
        role.color = int(colors["primary_color"])
    role.hoist, role.mentionable = (
        bool(role.hoist if body.get("hoist") is None else body["hoist"]),
        bool(role.mentionable if body.get("mentionable") is None else body["mentionable"]),
    )
