"""An application's commands, everywhere or in one guild."""

from bot.sandbox.rest.call import Answer, Call, Routes
from bot.sandbox.rules.commands import check_beside, check_commands
from bot.sandbox.rules.errors import unknown
from bot.sandbox.rules.fields import without_nulls
from bot.sandbox.rules.full import too_many_command_creates
from bot.sandbox.things import Json

routes = Routes()
EVERYWHERE = "/applications/{application_id}/commands"
IN_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"
MOST_CREATES_A_DAY = 200
DAY = 86400.0

_KEPT = (
    "name", "description", "options", "default_member_permissions", "dm_permission", "nsfw", "contexts",
    "integration_types", "name_localizations", "description_localizations", "type",
)  # fmt: skip


def _list(call: Call) -> list[Json]:
    app = call.own_application()
    if "guild_id" not in call.params:
        return app.global_commands
    guild = call.guild()
    return app.guild_commands.setdefault(guild.id, [])


def _named(commands: list[Json], body: Json) -> Json | None:
    key = (body.get("name"), body.get("type") or 1)
    return next((c for c in commands if (c["name"], c["type"]) == key), None)


def _make(call: Call, body: Json, known: Json | None) -> Json:
    """A command as Discord stores it; one of the same name keeps its id."""
    if known is None:
        _count_create(call)
    made: Json = {
        "id": str(call.world.new_id()) if known is None else known["id"],
        "application_id": str(call.app.id),
        "version": str(call.world.new_id()),
        "type": 1,
        "description": "",
        "default_member_permissions": None,
        "nsfw": False,
        "contexts": None,
        "integration_types": [0] if "guild_id" in call.params else [0, 1],
        "name_localizations": None,
        "description_localizations": None,
        **{key: without_nulls(body[key]) for key in _KEPT if body.get(key) is not None},
    }
    if made["default_member_permissions"] is not None:
        made["default_member_permissions"] = str(made["default_member_permissions"])
    if "guild_id" in call.params:
        made["guild_id"] = call.params["guild_id"]
        made.pop("contexts")
    elif "dm_permission" not in made:
        made["dm_permission"] = True
    return made


def _count_create(call: Call) -> None:
    """Two hundred new commands a day for each guild, and as many for the application."""
    now = call.world.clock()
    key = (call.app.id, call.params.get("guild_id", ""))
    recent = [at for at in call.world.commands_created.get(key, []) if now - at < DAY]
    if len(recent) >= MOST_CREATES_A_DAY:
        raise too_many_command_creates()
    call.world.commands_created[key] = [*recent, now]


def _shown(call: Call, command: Json) -> Json:
    """Without localizations unless they are asked for."""
    if (
        call.query.get("with_localizations", "").lower() in {"1", "true"}
        or call.query.get("with_localizations") is None
    ):
        return command
    return {key: value for key, value in command.items() if not key.endswith("_localizations")}


def list_commands(call: Call) -> Answer:
    """All commands of the list."""
    return Answer(200, [_shown(call, command) for command in _list(call)])


def replace_commands(call: Call) -> Answer:
    """The whole list at once: what is not in it is gone."""
    commands, bodies = _list(call), call.items
    check_commands(bodies)
    commands[:] = [_make(call, body, _named(commands, body)) for body in bodies]
    return Answer(200, commands)


def create_command(call: Call) -> Answer:
    """A new command, or a new version of the one with that name."""
    commands, body = _list(call), call.body
    known = _named(commands, body)
    rest = [command for command in commands if command is not known]
    check_beside(body, rest)
    made = _make(call, body, known)
    commands[:] = [*rest, made]
    return Answer(201 if known is None else 200, made)


def _find(call: Call) -> tuple[list[Json], Json]:
    commands, wanted = _list(call), str(call.id("command_id"))
    found = next((command for command in commands if command["id"] == wanted), None)
    if found is None:
        raise unknown("command")
    return commands, found


def get_command(call: Call) -> Answer:
    """One command."""
    return Answer(200, _find(call)[1])


def edit_command(call: Call) -> Answer:
    """Change one command."""
    commands, known = _find(call)
    body = {**known, **call.body}
    check_beside(body, [command for command in commands if command is not known])
    made = _make(call, body, known)
    commands[commands.index(known)] = made
    return Answer(200, made)


def delete_command(call: Call) -> Answer:
    """Remove one command."""
    commands, known = _find(call)
    commands.remove(known)
    return Answer(204)


@routes("GET", IN_GUILD + "/permissions")
def list_permissions(call: Call) -> Answer:
    """Which commands people have changed permissions of: none, they cannot here."""
    call.own_application()
    call.guild()
    return Answer(200, [])


@routes("GET", IN_GUILD + "/{command_id}/permissions")
def get_permissions(call: Call) -> Answer:
    """What people have changed about one command: nothing."""
    call.guild()
    wanted = str(call.id("command_id"))
    if all(command["id"] != wanted for command in [*_list(call), *call.app.global_commands]):
        raise unknown("command")
    raise unknown("command permissions")


for _base in (EVERYWHERE, IN_GUILD):
    routes("GET", _base)(list_commands)
    routes("PUT", _base)(replace_commands)
    routes("POST", _base)(create_command)
    routes("GET", _base + "/{command_id}")(get_command)
    routes("PATCH", _base + "/{command_id}")(edit_command)
    routes("DELETE", _base + "/{command_id}")(delete_command)
