"""Options of slash commands: kinds, order, bounds and choices (Discord's documented limits)."""

from bot.sandbox.rules.fields import Fields, Json
from bot.sandbox.rules.names import LOCALES, check_localizations, check_name
from bot.sandbox.rules.selects import CHANNEL_TYPES

SUB, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, FILE = range(1, 12)
KINDS = range(SUB, FILE + 1)
CHOOSABLE = (STRING, INTEGER, NUMBER)
ONLY_FOR = {
    "choices": CHOOSABLE,
    "autocomplete": CHOOSABLE,
    "min_value": (INTEGER, NUMBER),
    "max_value": (INTEGER, NUMBER),
    "min_length": (STRING,),
    "max_length": (STRING,),
    "channel_types": (CHANNEL,),
    "file_types": (FILE,),
    "options": (SUB, GROUP),
}


def check_options(parent: Fields, deepest: int) -> None:
    """The options of a command, group or sub-command; `deepest` says how many levels may still open below."""
    options = parent.parts("options", 25)
    kinds = [_check_option(option, deepest) for option in options]
    nested = [kind in {SUB, GROUP} for kind in kinds]
    if any(nested) and not all(nested):
        raise parent.fault("options", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-commands stand alone")
    optional = False
    for option in options:
        if option.switch("required") and optional:
            raise option.fault(
                "required",
                "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                "Required options must be placed before non-required options",
            )
        optional = optional or not option.switch("required")
    _check_unique(options)


def _check_option(option: Fields, deepest: int) -> int:
    kind: int = option.pick("type", KINDS, required=True)
    check_name(option, chat=True)
    option.text("description", 100, 1, required=True)
    check_localizations(option, "description", lambda part, key: part.text(key, 100, 1, required=True))
    option.switch("required")
    for key, kinds in ONLY_FOR.items():
        if kind not in kinds and option.body.get(key):
            raise option.fault(key, "APPLICATION_COMMAND_OPTION_FIELD_INVALID", "Options of this type have none")
    if kind in {SUB, GROUP}:
        if deepest < kind or (kind == GROUP and deepest != GROUP):
            raise option.fault("type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Too deep for a sub-command")
        if option.switch("required"):
            raise option.fault("required", "APPLICATION_COMMAND_OPTION_FIELD_INVALID", "Sub-commands have none")
        if kind == GROUP:
            option.items("options", 25, 1, required=True)
            _check_all_sub_commands(option)
        check_options(option, SUB if kind == GROUP else 0)
    _check_bounds(option, kind)
    _check_choices(option, kind)
    return kind


def _check_all_sub_commands(group: Fields) -> None:
    for option in group.parts("options", 25):
        option.pick("type", (SUB,), required=True)


def _check_bounds(option: Fields, kind: int) -> None:
    lows, highs = option.whole("min_length", 0, 6000), option.whole("max_length", 1, 6000)
    if lows is not None and highs is not None and lows > highs:
        raise option.fault("min_length", "NUMBER_TYPE_MAX", f"int value should be less than or equal to {highs}.")
    low, high = option.number("min_value", whole=kind == INTEGER), option.number("max_value", whole=kind == INTEGER)
    if low is not None and high is not None and low > high:
        raise option.fault("min_value", "NUMBER_TYPE_MAX", f"value should be less than or equal to {high}.")
    option.picks("channel_types", 25, CHANNEL_TYPES)
    option.items("file_types", 10)


def check_suggestions(answer: Fields, focused: Json) -> None:
    """The suggestions for an option that is being typed: held to what fixed choices of its type are."""
    answer.need("choices")
    _check_each(answer.parts("choices", 25), int(focused["type"]))


def _check_choices(option: Fields, kind: int) -> None:
    choices = option.parts("choices", 25)
    if choices and option.switch("autocomplete"):
        raise option.fault(
            "autocomplete",
            "APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_CHOICES",
            "Choices and autocomplete exclude each other",
        )
    _check_each(choices, kind)


def _check_each(choices: list[Fields], kind: int) -> None:
    for choice in choices:
        choice.text("name", 100, 1, required=True)
        check_localizations(choice, "name", lambda part, key: part.text(key, 100, 1, required=True))
        choice.need("value")
        if kind == STRING:
            choice.text("value", 100, 1)
        else:
            choice.number("value", whole=kind == INTEGER)
    for key in ("name", "value"):
        found = [choice.body[key] for choice in choices]
        for place, value in enumerate(found):
            if value in found[:place]:
                raise choices[place].fault(
                    key, "APPLICATION_COMMAND_OPTIONS_CHOICE_DUPLICATE", f"{value} stands there twice"
                )


def _check_unique(options: list[Fields]) -> None:
    """No two options of one name, in no language, nor a translation that is another option's own name."""
    for locale in (None, *sorted(LOCALES)):
        for place, option in enumerate(options):
            name = _called(option, locale)
            others = options[:place] + options[place + 1 :]
            earlier = {_called(other, locale) for other in options[:place]}
            if name in earlier or (locale and name in {other.body["name"] for other in others}):
                raise option.fault("name", "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE", "Option names must be unique")


def _called(option: Fields, locale: str | None) -> str:
    names = option.part("name_localizations")
    return (names.body.get(locale) if names and locale else None) or option.body["name"]
