"""The catalogues, the decks and the settings' example say the same as the code."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, cast, get_args

import pytest

from bot.adapters.discord.muting import MUTING
from bot.adapters.discord.permissions import MAKING, NEEDED, PLAYING
from bot.core.community.settings import FIELDS, HEARING, LANGUAGES, SPOKEN
from bot.core.lifecycle.facts import CLASH, LOBBY, REFUSED, ROLES, SIGHT, TONE, TWO_FACTOR
from bot.core.lifecycle.phase import Ending
from bot.core.planning.start import FORUM
from bot.core.posts.evening import SIGNS
from bot.core.posts.invitation import REMINDERS
from bot.core.questions.deck import ON_THE_FORM, Shape, When
from bot.core.questions.ground import KINDS, GroundKind
from bot.core.seating import Comfort
from bot.core.text import Button
from bot.core.times.recurrence import Repeat
from tests.house.reading import PRODUCT, ROOT, tree_of

OTHERS = LANGUAGES[1:]
LOCALES = {language: ROOT / "data" / "locales" / f"{language}.toml" for language in LANGUAGES}
DECKS = {language: ROOT / "data" / "prompts" / f"{language}.toml" for language in LANGUAGES}
PLACEHOLDER = re.compile(r"\{([a-z_]*)[^}]*\}")
MARKUP = re.compile(r"[*_`~|<>#\[\]]|\\\\")
catalogues = pytest.mark.skipif(
    not all(path.exists() for path in LOCALES.values()), reason="data/locales is still empty"
)
settings = pytest.mark.skipif(
    not ((ROOT / "bot" / "settings.py").exists() and (ROOT / ".env.example").exists()),
    reason="bot/settings.py or .env.example is still to come",
)


def flat(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Keys with dots, and their texts."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(cast("dict[str, Any]", value), f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def texts(path: Path) -> dict[str, str]:
    return dict(flat(tomllib.loads(path.read_text(encoding="utf-8"))))


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


@catalogues
@pytest.mark.parametrize("language", OTHERS)
def test_all_catalogues_have_the_same_keys_and_placeholders(language: str) -> None:
    english, other = texts(LOCALES["en"]), texts(LOCALES[language])
    differing = [key for key in english.keys() & other.keys() if placeholders(english[key]) != placeholders(other[key])]
    told = {
        f"add these keys to data/locales/{language}.toml": sorted(english.keys() - other.keys()),
        f"only data/locales/{language}.toml has these keys": sorted(other.keys() - english.keys()),
        f"other values are put into these keys of data/locales/{language}.toml": sorted(differing),
    }
    assert not {wrong: keys for wrong, keys in told.items() if keys}


@catalogues
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_has_words_and_names_its_placeholders(language: str) -> None:
    for key, text in texts(LOCALES[language]).items():
        assert isinstance(text, str), f"{language}: {key} is no text"
        assert text.strip(), f"{language}: {key} is empty"
        assert "" not in placeholders(text), f"{language}: {key} has a nameless placeholder"


def test_keys_and_placeholders_are_found_in_nested_tables() -> None:
    assert dict(flat({"a": {"b": {"c": "x {n}"}}, "d": "y"})) == {"a.b.c": "x {n}", "d": "y"}
    assert placeholders("{a} {b:plural} {}") == {"a", "b", ""}


SPEAKING = [path for path in PRODUCT if not {"sandbox", "demo"} & set(path.parts)]
"""What speaks by the catalogues; the sandbox is Discord, and the demo's view is for operators."""


def used_in_code() -> set[str]:
    """Keys written out in full; those put together from parts are left to the tests of what puts them together."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in SPEAKING)
    keys = set(re.findall(r"\bText\(\s*\"([a-z_.0-9]+)\"", code))
    return keys | {f"refusal.{key}" for key in re.findall(r"\bRefusal\(\s*\"([a-z_.0-9]+)\"", code)}


def test_keys_are_found_in_the_code() -> None:
    assert {"setup.kept", "room.ask", "refusal.start.nobody", "refusal.join.late"} - used_in_code() <= {
        "refusal.start.nobody"  # written as one of two
    }


@catalogues
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_of_the_code_is_missing(language: str) -> None:
    missing = used_in_code() - texts(LOCALES[language]).keys()
    assert not missing, f"{language}: {sorted(missing)}"


def literals(tree: ast.Module) -> Iterator[str]:
    """Every string written in a file; of one put together, its beginning with a star."""
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            yield node.value
        elif isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
            yield f"{node.values[0].value}*"


def unused(keys: Iterable[str], written: Iterable[str]) -> list[str]:
    """Keys that nothing written in the code can be. A refusal is named without its first part."""
    whole = set(written)
    # "a.*" or "a.b_*" begins keys of one family; "refusal.*" and "*" would be everything, and say nothing
    families = {text[:-1] for text in whole if re.fullmatch(r"[a-z_]+\.[a-z_.]*\*", text)} - {"refusal."}
    return sorted(
        key
        for key in keys
        if key not in whole
        and key.removeprefix("refusal.") not in (whole if key.startswith("refusal.") else ())
        and not any(key.startswith(family) for family in families)
    )


@catalogues
def test_no_key_is_unused() -> None:
    written = {text for path in SPEAKING for text in literals(tree_of(path))}
    assert not unused(texts(LOCALES["en"]), written)


def test_an_unused_key_is_found() -> None:
    code = 'def f(): Text("a.b"); Text(f"family.{x}"); Refusal("c.d" if y else "e"); f"refusal.{z}"'
    keys = ["a.b", "a.c", "family.one", "refusal.c.d", "refusal.e", "refusal.f", "c.d", "refusal"]
    assert unused(keys, literals(ast.parse(code))) == ["a.c", "refusal", "refusal.f"]


@catalogues
@pytest.mark.parametrize(
    ("family", "members"),
    [
        ("goodbye.", {*Ending, "next"}),
        ("repeat.", set(Repeat)),
        ("remind.", {f"{kind}{minutes}" for minutes in REMINDERS for kind in ("", "direct_")}),
        ("comfort.", set(Comfort)),
        ("field.", set(FIELDS)),
        ("spoken.", set(SPOKEN)),
        ("seating.", {"split"}),
        ("room.sign_", {str(minutes) for minutes in SIGNS}),
        ("language.", set(LANGUAGES)),
        ("hearing.", set(HEARING)),
        ("button.", set(get_args(Button))),
        ("announcement.", {"open", "late", "over", "stuck", "off"}),
        ("lobby.", {"open", "late", "over", "gathering", "waiting", "waiting_places", "stuck", "off"}),
        ("broken.", {LOBBY, SIGHT, ROLES, CLASH, TONE, "invitation", "direct", "mended"}),
        ("permission.", {*NEEDED, *PLAYING, MAKING, MUTING, TWO_FACTOR, FORUM, REFUSED}),
    ],
)
def test_a_family_of_keys_is_whole_and_has_no_strangers(family: str, members: set[str]) -> None:
    for path in LOCALES.values():
        assert {key.removeprefix(family) for key in texts(path) if key.startswith(family)} == members


COMMAND, BUTTON, OPTION = re.compile(r"`/([^`]+)`"), re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)"), re.compile(r"`([^`]+)`")
"""How texts name what can be typed, pressed or filled in; where a language has no italics, in 「」."""


def commands(words: dict[str, str]) -> dict[str, str]:
    """Every command as Discord shows it to people of that language, and its key."""
    keys = [key.removesuffix(".name") for key in words if key.startswith("command.") and key.endswith(".name")]
    groups = {key.rpartition(".")[0] for key in keys}
    paths = {key: [key] if key.rpartition(".")[0] == "command" else [key.rpartition(".")[0], key] for key in keys}
    return {" ".join(words[f"{part}.name"] for part in paths[key]): key for key in keys if key not in groups}


def labels(words: dict[str, str], *families: str) -> dict[str, str]:
    """What stands on everything of these families, and its key."""
    return {text: key for key, text in words.items() if key.startswith(families)}


def test_commands_are_named_with_their_group() -> None:
    words = {"command.mixer.name": "会", "command.mixer.start.name": "開始", "command.card.name": "紹介"}
    assert commands(words) == {"会 開始": "command.mixer.start", "紹介": "command.card"}


@catalogues
def test_commands_are_named_as_people_of_that_language_see_them() -> None:
    everything = [texts(LOCALES[language]) for language in LANGUAGES]
    for key in everything[0]:
        named = [[(name, commands(words).get(name)) for name in COMMAND.findall(words[key])] for words in everything]
        assert all(command for names in named for _, command in names), f"{key} names what is no command: {named}"
        assert len({frozenset(command for _, command in names) for names in named}) == 1, f"{key} differs: {named}"


@catalogues
def test_nobody_is_addressed_twice_in_japanese() -> None:
    """`list.person` puts さん behind every name; a text that adds its own says it twice."""
    people = re.compile(r"\{(?:who|people|person|other|friend|hosts?)\}さん")
    assert people.search("{person}さんを一覧に加えました。")
    assert not {key: text for key, text in texts(LOCALES["ja"]).items() if people.search(text)}


@catalogues
@pytest.mark.parametrize("language", OTHERS)
def test_buttons_and_options_are_named_as_people_of_that_language_see_them(language: str) -> None:
    english, other = texts(LOCALES["en"]), texts(LOCALES[language])
    buttons, options = labels(english, "button.", "offer.", "setup."), labels(english, "option.")
    for key, text in english.items():
        for found, known, sign in ((BUTTON, buttons, "*"), (OPTION, options, "`")):
            for name in (name for name in found.findall(text) if not name.startswith("/")):
                assert name in known, f"{key} names {name}, which is nowhere"
                seen = other[known[name]]
                named = any(shown in other[key] for shown in (f"「{seen}」", f"{sign}{seen}{sign}"))
                assert named, f"{language}: {key} does not name {seen}"


def longest(language: str) -> int:
    """Characters of a question at most: what can be read aloud in one breath."""
    return 70 if language in {"ja", "zh", "ko"} else 140


def deck(language: str) -> list[dict[str, Any]]:
    return tomllib.loads(DECKS[language].read_text(encoding="utf-8"))["prompt"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deck_has_a_hundred_and_fifty_questions_of_its_own(language: str) -> None:
    questions = deck(language)
    ids, lines = ([question[field] for question in questions] for field in ("id", "text"))
    assert len(questions) >= 150
    assert len(set(ids)) == len(ids), f"{language}: {sorted(id for id in ids if ids.count(id) > 1)}"
    assert len(set(lines)) == len(lines), f"{language}: {sorted(t for t in lines if lines.count(t) > 1)}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_obeys_the_format_at_the_head_of_its_deck(language: str) -> None:
    for question in deck(language):
        where = f"{language}: {question['id']}"
        assert set(question) <= {"id", "depth", "shape", "text", "first", "when", "family", "grounds"}, where
        assert re.fullmatch(rf"{language}-[a-z0-9-]{{1,37}}", question["id"]), where
        assert question["depth"] in {1, 2, 3}, where
        assert question["shape"] in get_args(Shape), where
        assert question.get("when") in {None, *get_args(When)}, where
        assert ("grounds" in question) == ("{common_ground}" in question["text"]), where
        assert set(question.get("grounds", ())) <= set(KINDS), where
        assert 0 < len(question["text"]) <= longest(language), f"{where} has {len(question['text'])} characters"
        assert placeholders(question["text"]) <= {"common_ground"}, where
        assert not MARKUP.search(question["text"].replace("{common_ground}", "")), f"{where} has markdown"
        if question.get("first"):
            assert question["depth"] == 1, f"{where} may not open an evening"
            assert question["shape"] in {"open", "go-round"}, f"{where} may not open an evening"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_evening_can_begin_with_and_without_a_common_ground(language: str) -> None:
    firsts = [question["text"] for question in deck(language) if question.get("first")]
    assert len({"{common_ground}" in text for text in firsts}) == 2, language


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_depths_and_shapes_are_in_a_deck(language: str) -> None:
    questions = deck(language)
    assert {q["depth"] for q in questions} == {1, 2, 3}
    assert {q["shape"] for q in questions} == set(get_args(Shape))
    assert {q["when"] for q in questions if "when" in q} == set(get_args(When))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_common_ground_has_enough_of_its_own(language: str, kind: GroundKind) -> None:
    bearing = [question for question in deck(language) if kind in question.get("grounds", ())]
    assert len(bearing) >= 25
    assert sum(question.get("first", False) and "when" not in question for question in bearing) >= 8


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_family_is_more_than_one_question(language: str) -> None:
    families = Counter(question["family"] for question in deck(language) if "family" in question)
    assert ON_THE_FORM in families
    assert not [family for family, count in families.items() if count < 2 and family != "more"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_passing_is_said_to_be_fine_wherever_all_are_asked_in_turn(language: str) -> None:
    said = {"ja": "パス"}.get(language, "pass|Pass|skip")
    for question in deck(language):
        if question["shape"] == "go-round":
            assert re.search(said, question["text"]), question["id"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_one_kind_of_quotation_mark(language: str) -> None:
    questions = [*deck(language), *tomllib.loads(DECKS[language].read_text(encoding="utf-8"))["closing"]]
    assert not [question["id"] for question in questions if set(question["text"]) & set("\"'")]


@settings
def test_the_example_lists_exactly_the_settings() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    listed = {m[1] for line in lines if (m := re.match(r"#?\s?([A-Z][A-Z0-9_]*)=", line))}
    known = import_module("bot.settings").Settings
    prefix = str(known.model_config.get("env_prefix") or "")
    assert listed == {f"{prefix}{name}".upper() for name in known.model_fields}
