"""Commands: what may be registered."""

from typing import Any

import pytest

from bot.sandbox.rules.commands import check_beside, check_commands, weight
from tests.sandbox.rules.refusals import fault, refusal

Json = dict[str, Any]


def command(*options: Json, **more: Any) -> Json:
    return {"name": "mixer", "description": "Small talk", "options": list(options), **more}


def option(name: str = "size", kind: int = 3, **more: Any) -> Json:
    return {"name": name, "description": "How many", "type": kind, **more}


def choices(*values: Any) -> list[Json]:
    return [{"name": f"Choice {value}", "value": value} for value in values]


NEST = option("host", 2, options=[option("add", 1, options=[option()])])


@pytest.mark.parametrize(
    "body",
    [
        command(),
        command(NEST, option("start", 1)),
        command(option(required=True), option("other")),
        command(option(choices=choices("a", "b"))),
        command(option(kind=4, min_value=1, max_value=9, choices=choices(1, 2))),
        command(option(kind=10, min_value=0.5, max_value=0.5)),
        command(option(min_length=0, max_length=6000, autocomplete=True)),
        command(option(kind=7, channel_types=[2, 13])),
        command(*(option(f"o{n}") for n in range(25))),
        command(name="ミキサー", name_localizations={"ja": "交流会", "th": "ผู้คน", "hi": "मिलन"}),
        command(name="x" * 32, description="x" * 100, default_member_permissions="32", contexts=[0], nsfw=False),
        {"name": "Invite This Person", "type": 2, "description": ""},
    ],
)
def test_commands_that_discord_registers(body: Json) -> None:
    check_commands([body])


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (command(name=""), "name"),
        (command(name="Mixer"), "name"),
        (command(name="mixer start"), "name"),
        (command(name="x" * 33), "name"),
        (command(name="mixer!"), "name"),
        (command(name="🎉"), "name"),
        (command(description=""), "description"),
        (command(description="x" * 101), "description"),
        (command(name_localizations={"jp": "x"}), "name_localizations"),
        (command(name_localizations={"en-GB": "Mixer"}), "name_localizations.en-GB"),
        (command(description_localizations={"ja": "x" * 101}), "description_localizations.ja"),
        (command(type=9), "type"),
        (command(contexts=[]), "contexts"),
        (command(contexts=[3]), "contexts.0"),
        (command(*(option(f"o{n}") for n in range(26))), "options"),
        (command(option(), option("other", required=True)), "options.1.required"),
        (command(option(), option()), "options.1.name"),
        (command(option("a"), option("b", name_localizations={"ja": "a"})), "options.1.name"),
        (
            command(option("a", name_localizations={"ja": "b"}), option("b", name_localizations={"ja": "c"})),
            "options.0.name",
        ),
        (command(option(name="Size")), "options.0.name"),
        (command(option(kind=12)), "options.0.type"),
        (command(option("start", 1), option()), "options"),
        (command(option("start", 1, required=True)), "options.0.required"),
        (command(option("host", 2)), "options.0.options"),
        (command(option("host", 2, options=[option()])), "options.0.options.0.type"),
        (command(option("host", 2, options=[NEST])), "options.0.options.0.type"),
        (command(option("start", 1, options=[option("again", 1)])), "options.0.options.0.type"),
        (command(option(options=[option()])), "options.0.options"),
        (command(option(kind=5, choices=choices("a"))), "options.0.choices"),
        (command(option(choices=choices(*map(str, range(26))))), "options.0.choices"),
        (command(option(choices=choices("a", "a"))), "options.0.choices.1.name"),
        (command(option(choices=[{"name": "Long", "value": "x" * 101}])), "options.0.choices.0.value"),
        (command(option(kind=4, choices=choices("one"))), "options.0.choices.0.value"),
        (command(option(choices=choices("a"), autocomplete=True)), "options.0.autocomplete"),
        (command(option(kind=4, min_value=2, max_value=1)), "options.0.min_value"),
        (command(option(kind=4, max_value=2**53)), "options.0.max_value"),
        (command(option(min_value=2)), "options.0.min_value"),
        (command(option(min_length=2, max_length=1)), "options.0.min_length"),
        (command(option(max_length=6001)), "options.0.max_length"),
        (command(option(kind=7, channel_types=[99])), "options.0.channel_types.0"),
        ({"name": "Invite", "type": 2, "description": "x"}, "description"),
        ({"name": "Invite", "type": 3, "options": [option()]}, "options"),
    ],
)
def test_commands_that_discord_refuses(body: Json, path: str) -> None:
    assert fault(check_commands, [body]) == f"0.{path}"


def test_names_are_unique_within_a_type() -> None:
    check_commands([command(), {"name": "mixer", "type": 2}, {"name": "mixer", "type": 3}])
    assert fault(check_commands, [command(), command(type=1)]) == "1.name"


def test_a_single_command_is_judged_by_itself_and_beside_the_others() -> None:
    check_beside(command(), [{"name": "mixer", "type": 2}, {"name": "other", "type": 1}])
    assert fault(check_beside, command(name=""), [{"name": "other", "type": 1}]) == "name"
    assert refusal(check_beside, command(), [{"name": "mixer", "type": 1}]).code == 40041
    assert refusal(check_beside, command(), [{"name": f"c{n}", "type": 1} for n in range(100)]).code == 30032


@pytest.mark.parametrize(("kind", "most"), [(1, 100), (2, 15), (3, 15)])
def test_so_many_of_each_type(kind: int, most: int) -> None:
    bodies: list[Json] = [{"name": f"c{n}", "type": kind} for n in range(most + 1)]
    if kind == 1:
        bodies = [{**body, "description": "x"} for body in bodies]
    check_commands(bodies[:most])
    assert refusal(check_commands, bodies).code == 30032


def test_eight_thousand_characters_by_the_longest_language() -> None:
    long = [{"name": f"{n:03}" + "x" * 97, "value": f"{n:03}" + "y" * 97} for n in range(13)]
    full = [option(f"o{n}", choices=long) for n in range(3)]
    used = len("mixer") + 100 + 3 * (len("o0") + len("How many") + 13 * 200)

    def with_last_choice(size: int) -> Json:
        last = option("oo", choices=[{"name": "n", "value": "v" * (size - len("oo" + "How many" + "n"))}])
        return command(*full, last, description_localizations={"ja": "x" * 100, "ko": "x"})

    assert weight(with_last_choice(8000 - used)) == 8000
    check_commands([with_last_choice(8000 - used)])
    assert fault(check_commands, [with_last_choice(8001 - used)]) == "0"
