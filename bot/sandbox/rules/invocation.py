"""A slash command as a person sends it: what the client would not let out is refused here."""

from bot.sandbox.rules import errors
from bot.sandbox.rules.fields import Fields, Json, is_snowflake, length
from bot.sandbox.rules.options import BOOLEAN, GROUP, INTEGER, NUMBER, STRING, SUB

CHAT = 1


def resolve(commands: list[Json], name: str, options: dict[str, object]) -> Json:
    """The interaction's `data` for "mixer start" and options by name, without the resolved entities."""
    words = name.split()
    known = [command for command in commands if (command.get("type") or CHAT) == CHAT]
    command = next((command for command in known if words and command["name"] == words[0]), None)
    if command is None:
        raise errors.unknown("command")
    data: Json = {"id": command["id"], "name": command["name"], "type": CHAT}
    given = _descend(command, words[1:], options)
    return {**data, "options": given} if given else data


def _descend(place: Json, words: list[str], options: dict[str, object]) -> list[Json]:
    below: list[Json] = place.get("options") or []
    subs = {option["name"]: option for option in below if option["type"] in {SUB, GROUP}}
    if not subs:
        if words:
            raise errors.form(("name",), "COMMAND_NOT_FOUND", f"{place['name']} has no sub-command {words[0]}")
        return _fill(below, options)
    if not words or words[0] not in subs:
        raise errors.form(("name",), "COMMAND_NOT_FOUND", f"{place['name']} needs one of {', '.join(subs)}")
    chosen = subs[words[0]]
    inner = _descend(chosen, words[1:], options)
    return [{"name": chosen["name"], "type": chosen["type"], "options": inner}]


def _fill(known: list[Json], options: dict[str, object]) -> list[Json]:
    names = {option["name"] for option in known}
    for name in options:
        if name not in names:
            raise errors.form(("options", name), "OPTION_NOT_FOUND", "This command has no such option")
    filled: list[Json] = []
    for option in known:
        name, path = option["name"], ("options", option["name"])
        if options.get(name) is None:
            if option.get("required"):
                raise errors.required(path)
            continue
        value = _value(option, Fields(options, ("options",)))
        filled.append({"name": name, "type": option["type"], "value": value})
        if option.get("autocomplete") is not True:
            _check_choice(option, value, path)
    return filled


def _value(option: Json, given: Fields) -> object:
    """The value as typed, when it is of the option's type and within its bounds."""
    name, kind = option["name"], option["type"]
    value: object = given.body[name]
    if kind == STRING:
        text = given.text(name, int(option.get("max_length") or 6000), 1, required=True) or ""
        if length(text) < int(option.get("min_length") or 0):
            raise given.fault(name, "BASE_TYPE_MIN_LENGTH", f"Must be {option['min_length']} or more in length.")
        return text
    if kind == BOOLEAN:
        return given.switch(name)
    if kind not in {INTEGER, NUMBER}:
        if not is_snowflake(value):
            raise given.fault(name, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
        return value
    if isinstance(value, str):
        raise given.fault(name, "NUMBER_TYPE_COERCE", f'Value "{value}" is not a number.')
    number = given.number(name, whole=kind == INTEGER) or 0
    low, high = option.get("min_value"), option.get("max_value")
    if low is not None and number < float(low):
        raise given.fault(name, "NUMBER_TYPE_MIN", f"value should be greater than or equal to {low}.")
    if high is not None and number > float(high):
        raise given.fault(name, "NUMBER_TYPE_MAX", f"value should be less than or equal to {high}.")
    return number


def _check_choice(option: Json, value: object, path: errors.Path) -> None:
    choices: list[Json] = option.get("choices") or []
    if choices and value not in [choice["value"] for choice in choices]:
        listed = ", ".join(str(choice["value"]) for choice in choices)
        raise errors.form(path, "BASE_TYPE_CHOICES", f"Value must be one of ({listed}).")
