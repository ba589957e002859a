"""The recipes of CONTRIBUTING, followed in a copy of the checkout: they work, and what was left out is said."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.core.community.settings import LANGUAGES
from tests.house.reading import ROOT
from tests.house.test_words import texts

SETTINGS = "bot/core/community/settings.py"
OF_WORDS = ("tests/house/test_words.py", "tests/house/test_closings.py", "tests/ui", "tests/cogs/test_commands.py")
OF_TIMES = ("tests/adapters/test_typed_times.py::test_what_a_language_says_can_be_read_is_read",)
UNTOUCHED = re.compile(r"(\{[^}]*\}|“[^”]*”|thursday 20:00|3 December 8:30 pm)")
"""What stays as it is in another language: places for values, and examples of times, which are read in some only."""


class Checkout:
    """A copy in which somebody follows a recipe."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in ("bot", "cogs", "data", "tests"):
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pyproject.toml", ".env.example"):
            shutil.copy(ROOT / name, root / name)

    def edit(self, name: str, before: str, after: str) -> None:
        """Put something in the place of something else that stands in a file once."""
        file = self.root / name
        text = file.read_text("utf-8")
        assert text.count(before) == 1, f"{name} has {before!r} {text.count(before)} times"
        file.write_text(text.replace(before, after), "utf-8")

    def tests(self, *chosen: str) -> str:
        """What these tests say that fail; nothing if all pass."""
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *chosen]
        outside = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(command, cwd=self.root, env=outside, capture_output=True, text=True, check=False)
        assert done.returncode in {0, 1, 4}, done.stdout + done.stderr
        return done.stdout + done.stderr if done.returncode else ""


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """What somebody begins with."""
    return Checkout(tmp_path / "engawa")


def written_anew(text: str) -> str:
    """A language of which only this is known: its e has an accent, and its questions are called by its code."""
    lines = list[str]()
    for line in text.split("\n"):
        key, sign, words = line.partition(" = ") if re.match(r"[\w-]+ = ", line) else ("", "", line)
        if line.startswith(("[", "#")) or key in {"id", "depth", "shape", "first", "when", "family", "grounds"}:
            lines.append(line.replace('"en-', '"xx-'))
            continue
        parts = UNTOUCHED.split(words)
        parts[::2] = (re.sub("e", "é", part) for part in parts[::2])
        lines.append(key + sign + "".join(parts))
    return "\n".join(lines)


def add_language(checkout: Checkout) -> None:
    """As CONTRIBUTING says it."""
    for folder in ("locales", "prompts"):
        english = checkout.root / "data" / folder / "en.toml"
        english.with_name("xx.toml").write_text(written_anew(english.read_text("utf-8")), "utf-8")
    for language in (*LANGUAGES, "xx"):
        checkout.edit(f"data/locales/{language}.toml", "[language]\n", '[language]\nxx = "Xish"\n')
    known = f"LANGUAGES = ({', '.join(f'{chr(34)}{language}{chr(34)}' for language in LANGUAGES)})"
    checkout.edit(SETTINGS, known, f'{known[:-1]}, "xx")')


def test_a_language_is_added_as_it_is_said_and_everything_passes(checkout: Checkout) -> None:
    add_language(checkout)
    assert checkout.tests(*OF_WORDS, *OF_TIMES) == ""


def test_what_is_missing_or_wrong_in_a_new_language_is_said(checkout: Checkout) -> None:
    add_language(checkout)
    locale = texts(checkout.root / "data/locales/xx.toml")
    checkout.edit("data/locales/xx.toml", f'not_host = "{locale["refusal.not_host"]}"\n', "")
    checkout.edit("data/locales/xx.toml", f'over = "{locale["refusal.over"]}"', 'over = "{nobody}"')
    checkout.edit("data/locales/xx.toml", f'go = "{locale["offer.go"]}"', f'go = "{"x" * 81}"')
    checkout.edit("data/locales/xx.toml", f'unreadable = "{locale["refusal.when.unreadable"]}"', 'unreadable = "“x”"')
    said = checkout.tests(*OF_WORDS, *OF_TIMES)
    for told in ("refusal.not_host", "refusal.over", "offer.go", "xx", "test_what_a_language_says_can_be_read_is_read"):
        assert told in said


COMMAND = '''
    @worded("mixer.remaining")
    async def remaining(self, interaction: Interaction, floor: int = 1) -> None:
        """How long it still takes."""
        await answer(interaction, self._messages, lambda who: self._desks.reception.remaining(who, floor))
'''
USE_CASE = '''
    async def remaining(self, caller: Asker, floor: int) -> Text:
        """How long it still takes."""
        return Text("remaining.none", {"count": floor})
'''
WORDS = """
[remaining]
none = "{{count}}{0}"
[command.mixer.remaining]
name = "remaining{0}"
description = "How long it still takes{0}"
[option.floor]
name = "floor{0}"
description = "Of which floor{0}"
"""


def add_command(checkout: Checkout, *languages: str) -> None:
    """As CONTRIBUTING says it, with words in these languages."""
    for name, added in (("cogs/mixer.py", COMMAND), ("bot/usecases/hosting.py", USE_CASE)):
        file = checkout.root / name
        file.write_text(file.read_text("utf-8").rstrip() + "\n" + added, "utf-8")
    for language in languages:
        file = checkout.root / f"data/locales/{language}.toml"
        file.write_text(file.read_text("utf-8") + WORDS.format("" if language == "en" else "残り"), "utf-8")


def test_a_command_is_added_as_it_is_said_and_everything_passes(checkout: Checkout) -> None:
    add_command(checkout, *LANGUAGES)
    assert checkout.tests(*OF_WORDS, "tests/house/test_style.py") == ""


def test_a_command_without_words_says_which_keys_to_add_and_where(checkout: Checkout) -> None:
    add_command(checkout)
    said = checkout.tests("tests/cogs/test_commands.py")
    assert "Please add these keys to data/locales/en.toml: command.mixer.remaining.description" in said
    assert "to ja.toml: command.mixer.remaining.description" in said
    assert "option.floor.name" in said


SCRIPT = "bot/core/posts/evening.py"
BEFORE = "    yield from to_hosts(mixer)\n"
POST = """    if mixer.phase is Phase.OPEN:
        at = mixer.opens_at + 7 * MINUTE
        halfway = Text("mixer.halfway", {"title": mixer.title})
        yield WantedPost(PostKind.HALFWAY.key(), mixer.channel_id, halfway, since=at, until=at + SIGN_STALE)
"""
PLAYED = '''"""The new post is there when it is time, once, in an evening that nobody told of it."""

from __future__ import annotations

from tests.evening import GUESTS, Evening, check, minutes


async def test_it_is_posted_once_at_its_time() -> None:
    evening = Evening()
    evening.gather(*GUESTS)
    await evening.start()
    at = evening.mixer.opens_at + minutes(7)
    await evening.run_for(minutes(30))
    assert [message.at for message in evening.venue.messages if message.key == "halfway"] == [at]
    check(evening)
'''


def test_a_kind_of_post_is_added_as_it_is_said_and_comes_once_at_its_time(checkout: Checkout) -> None:
    checkout.edit(
        "bot/core/lifecycle/wanted_post.py", '    STAY = "stay"\n', '    STAY = "stay"\n    HALFWAY = "halfway"\n'
    )
    checkout.edit(SCRIPT, BEFORE, POST + BEFORE)
    for language in LANGUAGES:
        checkout.edit(f"data/locales/{language}.toml", "[mixer]\n", '[mixer]\nhalfway = "**{title}**: 7"\n')
    (checkout.root / "tests" / "test_halfway.py").write_text(PLAYED, "utf-8")
    deadlines = "tests/core/reconcile/test_deadlines.py::test_between_deadlines_time_alone_changes_nothing"
    assert checkout.tests("tests/test_halfway.py", "tests/house/test_words.py", deadlines) == ""
