"""Every text that is ever shown: whole in both languages, within Discord's limits, harmless with what people type."""

from __future__ import annotations

import re
import string
from dataclasses import replace
from datetime import UTC, datetime
from unicodedata import east_asian_width

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.community.card import LONGEST_FIELD
from bot.core.community.fields_of_work import MOST_FIELDS
from bot.core.community.settings import LANGUAGES, SPOKEN
from bot.core.lifecycle.parts import FirstQuestions
from bot.core.planning.start import LONGEST_GROUND, LONGEST_TITLE, MOST_ROOMS
from bot.core.posts.board import ROOMS_WITH_QUESTIONS, wanted_board
from bot.core.questions.own import HEADINGS, LONGEST_QUESTION, MOST_QUESTIONS
from bot.core.text import Link, Moment, People, Phrase, Place, Question, Quoted, Role, Text, Value
from bot.ui.catalogue import Messages, deck, fitting, placeholders, safe, texts
from tests.core.making import a_sight, after, an_open_mixer, built

SNOWFLAKE = 10**19
AT = datetime(2026, 5, 7, 20, 0, tzinfo=UTC)
ROOM = 25
"""More people than ever sit in one room."""
PERMISSIONS = tuple(key for key in texts("en") if key.startswith("permission."))
LONGEST: dict[str, Value] = {
    "title": "*" * LONGEST_TITLE,
    "end": Moment(AT, relative=True),
    "lobby": Place(SNOWFLAKE),
    "home": Place(SNOWFLAKE),
    "place": Place(SNOWFLAKE),
    "people": People(tuple(range(SNOWFLAKE, SNOWFLAKE + ROOM))),
    "host": People((SNOWFLAKE,)),
    "hosts": Role(SNOWFLAKE),
    "language": Phrase(("language.ja",)),
    "permission": Phrase((max(PERMISSIONS, key=lambda key: len(texts("en")[key])),)),
    "permissions": Phrase(PERMISSIONS),
    "room": "Room 50",
    "name": "n",
    "rooms": 50,
    "number": 50,
    "fewest": 10_000,
    "most": 10_000,
    "question": Question("q", own="*" * LONGEST_QUESTION),
    "heading": max(HEADINGS, key=len),
    "hearing": Phrase((max((k for k in texts("en") if k.startswith("hearing.")), key=lambda k: len(texts("ja")[k])),)),
    "more": 10,
    "light": Text("light.called"),
    "in": Moment(AT, relative=True),
    "first": Moment(AT, full=True),
    "second": Moment(AT, full=True),
    "next": Moment(AT, full=True),
    "first_typed": "2026-10-25 02:30 +0200",
    "second_typed": "2026-10-25 02:30 +0200",
    "typed": "*" * 100,
    "date": Moment(AT, full=True),
    "weekday": Phrase(("weekday.wednesday",)),
    "days": 365,
    "lines": tuple(Text("invitation.ground", {"ground": "*" * LONGEST_GROUND}) for _ in range(4)),
    "roles": tuple(Text("invitation.role", {"role": Role(SNOWFLAKE)}) for _ in range(3)),
    "role": Role(SNOWFLAKE),
    "ground": "*" * LONGEST_GROUND,
    "who": People((SNOWFLAKE,)),
    "waiting": Text("people.many", {"count": 2_000}),
    "capacity": 500,
    "line": "*" * 100,
    "answer": "*" * 150,
    "text": "*" * 150,
    "field": "*" * LONGEST_FIELD,
    "announce": Place(SNOWFLAKE),
    "ahead": Text("setup.ahead", {"days": 365}),
    "names": Phrase(("setup.names_on",)),
    "hours": 72,
    "fields": Text("setup.fields_own", {"count": MOST_FIELDS}),
    "languages": Phrase(tuple(f"spoken.{code}" for code in SPOKEN)),
    "comfort": Phrase(("comfort.listen",)),
    "repeat": Phrase(("repeat.monthly",)),
    "zone": "America/Argentina/ComodRivadavia",
    "sittings": 1_000,
    "questions": 1_000,
    "goodbye": Text("goodbye.few", {"title": "*" * LONGEST_TITLE}),
    "what": Text("broken.invitation", {"host": People((SNOWFLAKE,)), "title": "*" * LONGEST_TITLE, "at": Moment(AT)}),
    "until": Moment(AT, relative=True),
    "note": Text("rehearsal.note.ballot"),
    "at": Moment(AT, relative=True),
    "round": 4,
    "rounds": 4,
    "repeats": 10_000,
    "least": 10_000,
    "broken": 10_000,
    "size": 5,
    "length": 90,
    "shortest": 3,
    "count": MOST_QUESTIONS,
    **dict.fromkeys(("came", "again", "signed_up", "revived", "good", "so_so", "not_for_me"), 10_000),
    "sizes": Text("status.sizes_rounds", {"people": 1_000, "rooms": 50, "rounds": 4}),
    "month": Phrase(("month.12",)),
    "day": Text("weeks.day", {"month": Phrase(("month.12",)), "day": 31}),
    "asked": Text("weeks.asked", {"questions": 10_000, "revived": 10_000}),
    "begin": Moment(AT),
    "missed": 3,
    "missing": Text("people.many", {"count": 2_000}),
    "ears": 50,
    "picture": Link("https://a.example/" + "x" * 300),
    "told": Text(
        "room.notice", {"who": People((SNOWFLAKE,)), "lines": (Text("room.notice_line", {"text": "*" * 300}),)}
    ),
    "heard": Text("heard.turns", {"ears": 50, "rooms": 50}),
    "zones": "America/Argentina/ComodRivadavia, " * 5,
    "page": 50,
    "pages": 50,
    **dict.fromkeys(("person", "other", "friend"), People((SNOWFLAKE,))),
    "where": Text("where.kept_out"),
}
_INVITED = placeholders(texts("en")["invitation.card"])
LONGEST["card"] = Quoted(Text("invitation.card", {name: LONGEST[name] for name in _INVITED}))
LONGEST["board"] = Text("board.open", {name: LONGEST[name] for name in placeholders(texts("en")["board.open"])})
CARD = ("about", "answer", "question", "field", "languages", "comfort", "ways")
LIMITS = {
    **{"button": 80, "command": 100, "option": 100, "name": 100, "offer": 80, "repeat": 100},
    **{"card.title": 45, "field": 100, "spoken": 100, "comfort": 100, "questions.guests_hint": 150},
    **{"shape": 100, "depth": 100, "guest_questions": 100},
    **{f"card.{part}": 45 for part in CARD},
    **{f"card.{part}_hint": 100 for part in CARD},
    **{"face": 80, "feedback.add": 80, "touch.hint": 150, "hand_over.hint": 150, "recap.alt": 1024},
    **{f"hands.{name}": 150 for name in ("move", "beside", "apart")},
    **{
        "guest_list.choose": 150,
        "guest_list.choose_room": 150,
        "report.choose": 150,
        "deeds.readmit": 150,
        "friend.hint": 150,
    },
    **{"remark.title": 45, "remark.text": 45, "remark.hint": 100},
    **{
        f"setup.{name}": 150
        for name in ("role", "lobby", "language", "hearing", "announce", "days", "names", "reveal", "board")
    },
    **{f"setup.{name}": 100 for name in ("ahead", "ahead_one", "names_on", "names_off", "hours", "fields_hint")},
    **{f"setup.{name}": 80 for name in ("ok", "more", "fields", "back", "zone", "board_page")},
    **{"setup.fields_title": 45, "setup.fields_text": 45},
    **{"setup.zone_title": 45, "setup.zone_text": 45, "setup.zone_hint": 100},
}
"""Characters by the first part of a key; everything else is a message."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_renders_within_its_limit(language: str) -> None:
    for key, template in texts(language).items():
        shown = Messages().render(language, Text(key, {name: LONGEST[name] for name in placeholders(template)}))
        assert 0 < len(shown) <= LIMITS.get(key, LIMITS.get(key.split(".", maxsplit=1)[0], 2000)), key
        assert not re.search(r"\{\w+[^}]*\}", shown), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_bold_ends_somewhere(language: str) -> None:
    for key, text in texts(language).items():
        assert text.count("**") % 2 == 0, key


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_language_is_more_than_a_copy_of_english(language: str) -> None:
    alike = [key for key, text in texts("en").items() if text == texts(language)[key]]
    assert len(alike) < len(texts("en")) / 3, f"still in English: {alike}"


def test_japanese_says_everything_in_its_own_way_but_for_names_and_signs() -> None:
    alike = {key for key, text in texts("en").items() if text == texts("ja")[key]}
    assert alike == {
        "command.engawa.name",
        *(f"language.{language}" for language in LANGUAGES),
        "setup.ok",
        "light.talking",
        "light.quiet",
        "light.hard_to_hear",
        "room.ask",
        "room.guest",
        "keepsake.question",
        "invitation.role",
        "touch.somebody",
        "recap.question",
        "recap.remark",
        "recap.heard",
        "room.notice_line",
        "invitation.description",
        "invitation.picture",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_fits_a_status_and_a_welcome(language: str) -> None:
    for prompt in deck(language):
        question = Question(prompt.id, "*" * LONGEST_GROUND if prompt.needs_ground else "")
        assert len(Messages().question(language, question)) <= 500
        values = LONGEST | {"question": question}
        assert len(Messages().render(language, Text("room.welcome", values))) <= 2000


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_taken_out_of_the_deck_gives_way_to_one_that_fits(language: str) -> None:
    for ground in ("", "tea"):
        shown = Messages().question(language, Question("gone", ground))
        assert shown
        assert ("tea" in shown) == bool(ground)


def test_values_are_put_in_once_even_if_they_look_like_places_for_values() -> None:
    text = Text("announcement.over", {"title": "{end} {0} {title!r}"})
    assert "{end} {0} {title!r}" in Messages().render("en", text)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("**b** _i_ ~~s~~ `c` ||x||", r"\*\*b\*\* \_i\_ \~\~s\~\~ \`c\` \|\|x\|\|"),
        ("<@1> <@&2> <#3> <t:4:R> <:e:5>", r"\<@1> \<@&2> \<#3> \<t:4:R> \<:e:5>"),
        ("two\nlines\r\nand\ttabs\u2028more", "two lines and tabs more"),
        ("\u202eright\u2066to\u2069left\u200f", "righttoleft"),
        ("plain 木曜 🍵", "plain 木曜 🍵"),
    ],
)
def test_what_people_type_is_shown_as_they_typed_it(typed: str, shown: str) -> None:
    assert safe(typed) == shown


@pytest.mark.parametrize("typed", ["@everyone", "@here", "@\u200beveryone", "\u200b@\u2060here", "ev@everyone"])
def test_nobody_is_called_by_what_people_type(typed: str) -> None:
    assert not re.search(r"@(?:everyone|here)", safe(typed))


@pytest.mark.parametrize("typed", ["[bank](http://evil)", "# title", "> quote", "- list", "1. list", "-# small"])
def test_no_link_or_heading_is_made(typed: str) -> None:
    shown = Messages().render("en", Text("announcement.over", {"title": typed}))
    assert not re.search(r"(?<!\\)\[[^\]]*\]\(", shown)
    assert not re.search(r"^(?:#|>|- |-#|\d+\. )", shown, re.MULTILINE)


@pytest.mark.parametrize(
    "typed", ["\u200b", "a\u200bb", "\ufeff", "\u2060", "a\u00adb", "\u061ca", "\u180eb", "\0a\x7f"]
)
def test_nothing_invisible_gets_through(typed: str) -> None:
    assert set(safe(typed)) <= {"a", "b"}


@pytest.mark.parametrize(
    "typed",
    ["👩\u200d👩\u200d👧", "می\u200cخواهم", "🏴\U000e0067\U000e0062\U000e0065\U000e007f", "❤\ufe0f", "\U0001fae8"],
)
def test_what_holds_letters_and_emoji_together_stays(typed: str) -> None:
    assert safe(typed) == typed


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=80))
def test_no_typed_text_breaks_out_of_its_line(typed: str) -> None:
    shown = safe(typed)
    assert not set("\r\n\v\f\x85\u2028\u2029") & set(shown)
    bare = re.sub(r"\\.", "", shown)
    assert not set("*_`~|<") & set(bare)


def test_templates_use_plain_places_only() -> None:
    for language in LANGUAGES:
        for key, text in texts(language).items():
            for _, name, form, conversion in string.Formatter().parse(text):
                assert name is None or (name.isidentifier() and not conversion), key
                assert not form or re.fullmatch(r"[^|]+\|[^|]+", form), f"{key}: a word for one, and a word for many"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rooms", [ROOMS_WITH_QUESTIONS, MOST_ROOMS])
def test_the_board_fits_into_a_message_however_many_rooms_there_are(language: str, rooms: int) -> None:
    mixer = built(replace(an_open_mixer(rooms=rooms), title="*" * LONGEST_TITLE))
    longest = max(Messages().deck(language), key=lambda prompt: len(prompt.text))
    first = FirstQuestions(longest.id)
    asked = tuple(replace(room, questions=first, channel_id=SNOWFLAKE + room.number) for room in mixer.rooms)
    mixer = replace(mixer, rooms=asked)
    (want,) = wanted_board(mixer, a_sight(mixer), after(10))
    shown = Messages().render(language, want.text)
    assert len(shown) <= 2000
    assert shown.count("<#") == rooms


def test_what_is_too_long_for_a_message_loses_whole_lines_at_its_end() -> None:
    assert fitting("a\nb") == "a\nb"
    lines = [f"{n:09}" for n in range(250)]
    *kept, last = fitting("\n".join(lines)).split("\n")
    assert last == "…"
    assert kept == lines[: len(kept)]
    assert 1980 <= len("\n".join([*kept, last])) <= 2000
    assert len(fitting("x" * 3000)) == 2000


@pytest.mark.parametrize(("count", "shown"), [(0, "0 people"), (1, "1 person"), (2, "2 people")])
def test_a_number_has_the_word_that_goes_with_it(count: int, shown: str) -> None:
    values = {"room": "Room 1", "people": count}
    assert Messages().render("en", Text("status.room", values)) == f"- Room 1: {shown}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hosts_question_has_the_common_ground_filled_in_and_stays_harmless(language: str) -> None:
    question = Question("own-1", "tea_*", own="Why {common_ground}? *")
    assert Messages().question(language, question) == "Why tea_*? *"
    assert Messages().question(language, question, escape=True) == r"Why tea\_\*? \*"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_welcome_with_its_question_fits_a_phones_screen(language: str) -> None:
    """At 360 px a line of Discord's holds about 44 letters, or half as many wide ones; twenty lines are a screen."""
    longest = max((prompt for prompt in deck(language) if prompt.first), key=lambda prompt: len(prompt.text))
    people = tuple(Text("room.guest_line", {"who": "Somebody", "line": "x" * 40}) for _ in range(5))
    values = {"people": people, "question": Question(longest.id, "career changers"), "end": Moment(AT, relative=True)}
    welcome = Messages().render(language, Text("room.welcome_lines", values))
    assert lines(welcome) <= 20
    assert lines(Messages().render(language, Text("room.ear")).replace("*", "")) <= 3


def lines(message: str) -> int:
    """How many lines a phone makes of it."""
    columns = (sum(2 if east_asian_width(sign) in "WF" else 1 for sign in line) for line in message.split("\n"))
    return sum(max(1, -(-count // 44)) for count in columns)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_board_says_what_each_of_its_lights_means(language: str) -> None:
    lights = [text.split()[0] for key, text in texts(language).items() if key.startswith("light.")]
    legend = texts(language)["board.open"].rpartition("\n")[2]
    assert len(lights) == 4
    assert all(light in legend for light in lights)


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_would_rather_sit_elsewhere_reads_how_where_they_tell_the_hosts(language: str) -> None:
    words = texts(language)
    group, command = (words[f"command.{name}.name"] for name in ("privacy", "privacy.avoid"))
    assert f"`/{group} {command}`" in words["report.ask"]
    assert words["button.join"] in words["report.ask"]
