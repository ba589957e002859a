"""Select menus, in messages and modals alike (Discord's component reference)."""

from bot.sandbox.rules.emoji import is_emoji
from bot.sandbox.rules.fields import Fields
from bot.sandbox.rules.tally import Tally

STRING = 3
DEFAULT_TYPES = {5: ("user",), 6: ("role",), 7: ("user", "role"), 8: ("channel",)}
KINDS = frozenset({STRING, *DEFAULT_TYPES})
CHANNEL_TYPES = (0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16)


def check_select(part: Fields, kind: int, tally: Tally, *, modal: bool) -> None:
    """One menu: its name, its bounds, its options."""
    tally.custom_id(part)
    part.text("placeholder", 150)
    part.switch("disabled")
    count = len(check_options(part, 25, 1)) if kind == STRING else 25
    low, high = check_bounds(part, count, 25, 1, modal=modal)
    if low == 0 and part.switch("required"):
        # in messages it means nothing, and is refused all the same (discord-api-docs#7800)
        told = "A required select takes at least one value."
        raise part.fault("min_values", "SELECT_COMPONENT_REQUIRED_ZERO_MIN_VALUES", told)
    if kind == STRING:
        _check_defaults(part, sum(bool(option.switch("default")) for option in part.parts("options", 25)), 0, high)
        return
    if part.has("options"):
        raise part.fault("options", "COMPONENT_OPTIONS_NOT_ALLOWED", "Only string selects have options")
    if kind == 8:
        part.picks("channel_types", len(CHANNEL_TYPES), CHANNEL_TYPES)
    chosen = part.parts("default_values", 25)
    for default in chosen:
        default.snowflake("id", required=True)
        default.pick("type", DEFAULT_TYPES[kind], required=True)
    if chosen:
        _check_defaults(part, len(chosen), low, high)


def check_options(part: Fields, most: int, least: int) -> list[Fields]:
    """The choices of a menu or group: texts of 100 characters and no value twice."""
    options = part.parts("options", most, least, required=True)
    values: list[str] = []
    for option in options:
        option.text("label", 100, 1, required=True)
        value = option.text("value", 100, 1, required=True) or ""
        option.text("description", 100)
        option.switch("default")
        check_emoji(option)
        if value in values:
            raise option.fault(
                "value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used"
            )
        values.append(value)
    return options


def check_bounds(part: Fields, count: int, most: int, default: int, *, modal: bool) -> tuple[int, int]:
    """How few and how many may be chosen: within reach, and at least one where an answer is required."""
    low = part.whole("min_values", 0, min(most, count))
    high = part.whole("max_values", 1, min(most, count)) or default
    demanded = modal and (not part.has("required") or part.switch("required"))
    if low == 0 and demanded:
        raise part.fault("min_values", "NUMBER_TYPE_MIN", "int value should be greater than or equal to 1.")
    least = 1 if low is None else low
    if least > high:
        raise part.fault("min_values", "NUMBER_TYPE_MAX", f"int value should be less than or equal to {high}.")
    return least, high


def check_emoji(part: Fields) -> None:
    """A partial emoji: a name, or the id of a custom one."""
    emoji = part.part("emoji")
    if emoji is None:
        return
    emoji.text("name", 32)
    # there are no emoji of servers or applications here: whatever has an id is unknown
    if emoji.snowflake("id") is not None or not is_emoji(emoji.body.get("name")):
        raise emoji.fault("name", "COMPONENT_INVALID_EMOJI", "Invalid emoji")


def _check_defaults(part: Fields, chosen: int, low: int, high: int) -> None:
    if not low <= chosen <= high:
        where = "options" if part.has("options") else "default_values"
        raise part.fault(where, "BASE_TYPE_BAD_LENGTH", f"Must have between {low} and {high} defaults.")
