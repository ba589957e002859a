"""All words: looks them up in the catalogues, puts values in safely, and names commands in each language."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, cast

from discord import Locale, app_commands, utils

from bot.adapters.shipped import shipped
from bot.core.community.settings import LANGUAGES, language_for
from bot.core.questions.deck import GROUND, Prompt
from bot.core.questions.ground import guess
from bot.core.seating.tables import stored
from bot.core.text import Link, Moment, People, Phrase, Place, Question, Quoted, Role, Text, Value, plain

LONGEST_MESSAGE = 2000
"""Characters that Discord takes in a message."""


def safe(typed: str) -> str:
    """What somebody typed, with markdown, mentions, line breaks and unseen characters made harmless."""
    # A "<" begins every mention, channel link and timestamp; escape_mentions alone leaves most of them.
    return utils.escape_mentions(utils.escape_markdown(plain(typed)).replace("<", "\\<"))


def flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """A nested catalogue as one level of dotted keys."""
    texts: dict[str, str] = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            texts |= flat(cast("dict[str, Any]", value), f"{prefix}{key}.")
        else:
            texts[prefix + key] = str(value).strip("\n")
    return texts


@cache
def texts(language: str) -> Mapping[str, str]:
    """One language's catalogue."""
    return flat(tomllib.loads(shipped(f"locales/{language}.toml")))


@cache
def deck(language: str) -> tuple[Prompt, ...]:
    """One language's questions."""
    rows = tomllib.loads(shipped(f"prompts/{language}.toml"))["prompt"]
    return tuple(replace(Prompt(**row), grounds=tuple(row.get("grounds", ()))) for row in rows)


@cache
def closings(language: str) -> tuple[Prompt, ...]:
    """One language's questions to end on."""
    rows = tomllib.loads(shipped(f"prompts/{language}.toml"))["closing"]
    return tuple(Prompt(depth=1, shape="open", **row) for row in rows)


def read_all() -> None:
    """Read all that the bot will need of its files: one that is missing shows now and not in the middle of an evening.

    Raises ShippedFileMissing.
    """
    for language in LANGUAGES:
        for read in (texts, deck, closings):
            read(language)
    stored()


class _Numbered(string.Formatter):
    """Puts values in; `{count:room|rooms}` is a number with the word for one, or for any other number."""

    def format_field(self, value: Any, format_spec: str) -> str:
        """The value, with its word if there is one for it."""
        one, parted, many = format_spec.partition("|")
        return f"{value} {one if str(value) == '1' else many}" if parted else str(value)


_NUMBERED = _Numbered()


class Messages:
    """The catalogues as the rest of the bot sees them; every method is pure look-up."""

    def deck(self, language: str) -> Sequence[Prompt]:
        """The questions of that language."""
        return deck(language)

    def closings(self, language: str) -> Sequence[Prompt]:
        """The questions of that language to end on."""
        return closings(language)

    def render(self, language: str, text: Text) -> str:
        """The text in that language, safe to post. Raises KeyError for an unknown key."""
        values = {name: self._value(language, value) for name, value in text.values.items()}
        return _NUMBERED.vformat(texts(language)[text.key], (), values)

    def post(self, language: str, text: Text) -> str:
        """The text as one message; of one too long as many whole lines as Discord takes."""
        return fitting(self.render(language, text))

    def bare(self, language: str, key: str, **typed: str) -> str:
        """A text for where Discord reads no markdown, such as a form, with what people typed as they typed it."""
        return texts(language)[key].format(**{name: plain(value) for name, value in typed.items()})

    def label(self, language: str, button: str) -> str:
        """What a button says."""
        return texts(language)[f"button.{button}"]

    def question(self, language: str, question: Question, *, escape: bool = False) -> str:
        """A question of the deck or of the community's own; one no longer in the deck gives way to the first there."""
        ground = safe(question.common_ground) if escape else question.common_ground
        if question.own:
            return (
                (safe(question.own).replace(safe(GROUND), ground)) if escape else question.own.replace(GROUND, ground)
            )
        cards, kind = deck(language), guess(question.common_ground) if question.common_ground else None
        first = next(card for card in cards if card.first and card.needs_ground == bool(kind) and card.bears(kind))
        prompt = next((card for card in (*cards, *closings(language)) if card.id == question.id), first)
        return prompt.text.replace(GROUND, ground)

    def _value(self, language: str, value: Value) -> str:
        match value:
            case Moment(at, relative, full):
                return utils.format_dt(at, "R" if relative else "F" if full else "t")
            case Text():
                return self.render(language, value)
            case Quoted(text):
                return "\n".join(f"> {line}" for line in self.render(language, text).split("\n"))
            case tuple():
                return "\n".join(self.render(language, text) for text in value)
            case People(ids):
                names = (texts(language)["list.person"].format(name=f"<@{id}>") for id in ids)
                return texts(language)["list.separator"].join(names)
            case Place(id):
                return f"<#{id}>"
            case Link(url):
                return url
            case Role(id):
                return f"<@&{id}>"
            case Question():
                return self.question(language, value, escape=True)
            case Phrase(keys):
                return texts(language)["list.separator"].join(texts(language)[key] for key in keys)
            case str():
                return safe(value)
            case int():
                return str(value)


def placeholders(text: str) -> set[str]:
    """The names of the values that a catalogue text takes."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


_named: set[str] = set()
"""The keys that commands were made with; one that a catalogue lacks is told by `check_terms`, all at once."""


class MissingWords(LookupError):
    """Commands have no words in a catalogue; the message says what to add, and to which file."""


def term(key: str) -> app_commands.locale_str:
    """A command's or option's name or description: English by default, and to be translated by its key."""
    _named.add(key)
    return app_commands.locale_str(texts("en").get(key, key.split(".")[-2]), key=key)


def terms() -> frozenset[str]:
    """The keys that commands were made with so far."""
    return frozenset(_named)


def check_terms() -> None:
    """Raises MissingWords if a catalogue lacks words of the commands that there are."""
    lacking = {language: sorted(_named - texts(language).keys()) for language in LANGUAGES}
    if any(lacking.values()):
        told = [f"{name}.toml: {', '.join(keys)}" for name, keys in lacking.items() if keys]
        raise MissingWords(f"Commands lack words. Please add these keys to data/locales/{'; to '.join(told)}")


class CommandWords(app_commands.Translator):
    """Gives Discord the names and descriptions of commands in every language we speak."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: Locale,
        context: app_commands.TranslationContextTypes,  # noqa: ARG002 - the library's signature
    ) -> str | None:
        """The word for a locale, or None where English does."""
        key = string.extras.get("key")
        language = str(locale.value).split("-", maxsplit=1)[0]
        if key is None or language not in LANGUAGES or language == "en":
            return None
        return texts(language_for(locale.value)).get(str(key))


def fitting(content: str) -> str:
    """As many whole lines as there is room for in a message, and a sign where some are missing."""
    if len(content) <= LONGEST_MESSAGE:
        return content
    head = content[: LONGEST_MESSAGE - 2]
    return f"{head[: head.rfind(chr(10))] if chr(10) in head else head}\n…"
