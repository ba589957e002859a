"""Forms as discord.py shows them, and what comes back of them: each is known by its custom id alone.

discord.py would keep each form that was opened in memory, and know only those: one handed in after a restart, or faster
than Discord's own answer to its opening, would be lost. So it is never told of them (`stop`), and `cogs.buttons` reads
what is handed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import discord

from bot.core.afterwards.farewell import LONGEST_REMARK
from bot.core.community.card import LONGEST_ABOUT, LONGEST_ANSWER, LONGEST_BROUGHT, Card, Form
from bot.core.community.fields_of_work import LONGEST_TYPED, MOST_FIELDS
from bot.core.community.settings import FIELDS, SPOKEN
from bot.core.lifecycle.closing import LONGEST_NOTICE
from bot.core.seating import Comfort
from bot.core.text import CustomId, Text, Value, custom_id
from bot.ui.catalogue import Messages

LONGEST_LABEL = 45
"""Characters that Discord takes above a part of a form."""
LONGEST_ZONE = 60
"""Characters of a time zone or a city as somebody types it."""
ASK_FIELD = "ask_field"
"""In the menu of ways to take part: a room may be asked about one's field of work."""
Filled = Mapping[str, Sequence[str]]
"""What was filled in, by the custom id of each part: what was typed, or all that was chosen."""


class _Form(discord.ui.Modal):
    """What all forms have in common."""

    def __init__(self, messages: Messages, language: str, title: str, id: CustomId) -> None:
        self._messages, self._language = messages, language
        super().__init__(title=self._said(title), custom_id=id)
        self.stop()

    def _said(self, key: str, **values: Value) -> str:
        return self._messages.render(self._language, Text(key, values))

    def _add(
        self, part: discord.ui.TextInput[Any] | discord.ui.Select[Any], text: str, hint: str | None = None
    ) -> None:
        self.add_item(discord.ui.Label(text=text, description=hint, component=part))


class CardForm(_Form):
    """A card to fill in, with what the member said last time; every part may be left empty.

    With a mixer it is the form of whoever signs up for that.
    """

    def __init__(self, messages: Messages, language: str, form: Form, mixer_id: str | None = None) -> None:
        id = custom_id("sign_up", mixer_id) if mixer_id else custom_id("card")
        super().__init__(messages, language, "card.title", id)
        card = form.card
        usual = [(name, self._said(f"field.{name}")) for name in FIELDS]
        spoken = [(code, self._said(f"spoken.{code}")) for code in SPOKEN]
        ways = [(way.value, self._said(f"comfort.{way}")) for way in Comfort]
        asks = form.question is not None
        all_ways = [*ways, (ASK_FIELD, self._said("card.ask_field")), *spoken]
        said = [card.comfort, *card.languages, *([ASK_FIELD] if card.ask_field else [])]
        for part in (
            _line("about", card.about, LONGEST_ABOUT),
            _line("answer", card.answer, LONGEST_ANSWER),
            *([_line("question", form.question or "", LONGEST_BROUGHT)] if asks else []),
            _choice("field", [(field, field) for field in form.fields] or usual, [card.field]),
            # A form has five parts, so that there are both in one menu where a question is asked for.
            *(
                [_choice("ways", all_ways, said, most=len(all_ways))]
                if asks
                else [
                    _choice("languages", spoken, sorted(card.languages), most=len(spoken)),
                    _choice("comfort", ways, [card.comfort]),
                ]
            ),
        ):
            text, hint = self._said(f"card.{part.custom_id}"), self._said(f"card.{part.custom_id}_hint")
            if part.custom_id == "answer" and form.ground:
                text, hint = self._about_ground(form.ground, text, hint)
            self._add(part, text, hint)

    def _about_ground(self, ground: str, text: str, hint: str) -> tuple[str, str]:
        """The label and the hint that name what all have in common: the label if it fits, or else the hint."""
        label = self._messages.bare(self._language, "card.answer_ground", ground=ground)
        if len(label) <= LONGEST_LABEL:
            return label, hint
        return text, self._messages.bare(self._language, "card.answer_hint_ground", ground=ground)


class NoticeForm(_Form):
    """What a host would like to tell all rooms of a mixer."""

    def __init__(self, messages: Messages, language: str, mixer_id: str) -> None:
        super().__init__(messages, language, "broadcast.title", custom_id("notice", mixer_id))
        part = discord.ui.TextInput[Any](custom_id="text", style=discord.TextStyle.paragraph, max_length=LONGEST_NOTICE)
        self._add(part, self._said("broadcast.text"))


class RemarkForm(_Form):
    """A word on an evening, with what its writer said before."""

    def __init__(self, messages: Messages, language: str, mixer_id: str, before: str) -> None:
        super().__init__(messages, language, "remark.title", custom_id("word", mixer_id))
        self._add(_long("remark", before, LONGEST_REMARK), self._said("remark.text"), self._said("remark.hint"))


class FieldsForm(_Form):
    """A server's own fields of work, one a line, with what stood there before."""

    def __init__(self, messages: Messages, language: str, before: str) -> None:
        super().__init__(messages, language, "setup.fields_title", custom_id("fields"))
        hint = self._said("setup.fields_hint", most=MOST_FIELDS)
        self._add(_long("fields", before, LONGEST_TYPED), self._said("setup.fields_text"), hint)


class ZoneForm(_Form):
    """A server's time zone, or a city in it, with the one before."""

    def __init__(self, messages: Messages, language: str, before: str) -> None:
        super().__init__(messages, language, "setup.zone_title", custom_id("zone"))
        self._add(
            discord.ui.TextInput[Any](custom_id="zone", default=before, max_length=LONGEST_ZONE),
            self._said("setup.zone_text"),
            self._said("setup.zone_hint"),
        )


def filled(components: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """What was filled in, of the parts of a form as Discord sends them: labels, each with one thing in it."""
    parts = [part for row in components for part in (row.get("component"), *row.get("components", ())) if part]
    return {part["custom_id"]: list(part["values"]) if "values" in part else [part["value"]] for part in parts}


def typed(given: Filled, part: str) -> str:
    """What was typed into one part; nothing if it was left empty."""
    return "".join(given.get(part, ())[:1])


def card_of(given: Filled, before: Card) -> Card:
    """The card that was handed in; what no form asks stays as before. Raises Refusal for a text that is too long."""
    both, comforts = given.get("ways", ()), {way.value for way in Comfort}
    field, comfort = (
        typed(given, "field"),
        typed(given, "comfort") or next((way for way in both if way in comforts), ""),
    )
    return Card.checked(
        about=typed(given, "about"),
        answer=typed(given, "answer"),
        field=field or None,
        ask_field=ASK_FIELD in both if "ways" in given else before.ask_field,
        languages=given.get("languages", [way for way in both if way in SPOKEN]),
        comfort=Comfort(comfort) if comfort else None,
        may_show=before.may_show,
        remind=before.remind,
    )


def _line(name: str, said: str, most: int) -> discord.ui.TextInput[Any]:
    return discord.ui.TextInput(custom_id=name, default=said or None, required=False, max_length=most)


def _long(name: str, said: str, most: int) -> discord.ui.TextInput[Any]:
    style = discord.TextStyle.paragraph
    return discord.ui.TextInput(custom_id=name, style=style, default=said or None, required=False, max_length=most)


def _choice(
    name: str, options: Sequence[tuple[str, str]], chosen: Sequence[str | None], most: int = 1
) -> discord.ui.Select[Any]:
    shown = [discord.SelectOption(label=text, value=value, default=value in chosen) for value, text in options]
    return discord.ui.Select(custom_id=name, options=shown, required=False, min_values=0, max_values=most)
