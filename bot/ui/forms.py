"""The form in which members say something about themselves, as discord.py shows it; every part may be left empty."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import discord

from bot.core.afterwards.farewell import LONGEST_REMARK
from bot.core.community.card import LONGEST_ABOUT, LONGEST_ANSWER, Card, Form
from bot.core.community.fields_of_work import LONGEST_TYPED, MOST_FIELDS
from bot.core.community.settings import FIELDS, SPOKEN, language_for
from bot.core.lifecycle.closing import LONGEST_NOTICE
from bot.core.seating import Comfort
from bot.core.text import Text
from bot.ui.catalogue import Messages

Interaction = discord.Interaction[Any]
LONGEST_LABEL = 45
"""Characters that Discord takes above a part of a form."""
FORGOTTEN = 3600.0
"""Seconds after which a form that was not handed in is forgotten: discord.py keeps it in memory until then."""


class CardForm(discord.ui.Modal):
    """A card to fill in, with what the member said last time; `submitted` is called once it is handed in."""

    def __init__(
        self,
        messages: Messages,
        language: str,
        form: Form,
        submitted: Callable[[Interaction, CardForm], Awaitable[None]],
    ) -> None:
        super().__init__(title=messages.render(language, Text("card.title")), timeout=FORGOTTEN)
        self._card, self._submitted = form.card, submitted
        card, fields = form.card, form.fields

        def said(key: str) -> str:
            return messages.render(language, Text(key))

        self.about = _line("about", card.about, LONGEST_ABOUT)
        self.shared = _line("answer", card.answer, LONGEST_ANSWER)
        usual = [(name, said(f"field.{name}")) for name in FIELDS]
        self.field = _choice("field", [(field, field) for field in fields] or usual, [card.field])
        spoken = [(code, said(f"spoken.{code}")) for code in SPOKEN]
        self.languages = _choice("languages", spoken, sorted(card.languages), most=len(spoken))
        self.comfort = _choice("comfort", [(way.value, said(f"comfort.{way}")) for way in Comfort], [card.comfort])
        for part in (self.about, self.shared, self.field, self.languages, self.comfort):
            text, hint = said(f"card.{part.custom_id}"), said(f"card.{part.custom_id}_hint")
            if part is self.shared and form.ground:
                text, hint = _about_ground(messages, language, form.ground, text, hint)
            self.add_item(discord.ui.Label(text=text, description=hint, component=part))

    def filled(self) -> Card:
        """What was handed in. Raises Refusal for a text that is too long."""
        return Card.checked(
            about=self.about.value,
            answer=self.shared.value,
            field=next(iter(self.field.values), None),
            languages=self.languages.values,
            comfort=Comfort(self.comfort.values[0]) if self.comfort.values else None,
            may_show=self._card.may_show,
            remind=self._card.remind,
        )

    async def on_submit(self, interaction: Interaction, /) -> None:
        """It was handed in."""
        await self._submitted(interaction, self)


def _about_ground(messages: Messages, language: str, ground: str, text: str, hint: str) -> tuple[str, str]:
    """The label and the hint that name what all have in common: the label if it fits, or else the hint."""
    label = messages.bare(language, "card.answer_ground", ground=ground)
    if len(label) <= LONGEST_LABEL:
        return label, hint
    return text, messages.bare(language, "card.answer_hint_ground", ground=ground)


def _line(name: str, said: str, most: int) -> discord.ui.TextInput[Any]:
    return discord.ui.TextInput(custom_id=name, default=said or None, required=False, max_length=most)


def _choice(
    name: str, options: Sequence[tuple[str, str]], chosen: Sequence[str | None], most: int = 1
) -> discord.ui.Select[Any]:
    shown = [discord.SelectOption(label=text, value=value, default=value in chosen) for value, text in options]
    return discord.ui.Select(custom_id=name, options=shown, required=False, min_values=0, max_values=most)


class NoticeForm(discord.ui.Modal):
    """What a host would like to tell all rooms; `submitted` is called with it."""

    def __init__(
        self, messages: Messages, locale: str, submitted: Callable[[Interaction, str], Awaitable[None]]
    ) -> None:
        language = language_for(locale)
        super().__init__(title=messages.render(language, Text("broadcast.title")))
        self._submitted = submitted
        self.text = discord.ui.TextInput[Any](
            custom_id="text", style=discord.TextStyle.paragraph, max_length=LONGEST_NOTICE
        )
        self.add_item(discord.ui.Label(text=messages.render(language, Text("broadcast.text")), component=self.text))

    async def on_submit(self, interaction: Interaction, /) -> None:
        """It was handed in."""
        await self._submitted(interaction, self.text.value)


class RemarkForm(discord.ui.Modal):
    """A word on an evening, with what its writer said before; `submitted` is called with it."""

    def __init__(
        self, messages: Messages, language: str, before: str, submitted: Callable[[Interaction, str], Awaitable[None]]
    ) -> None:
        super().__init__(title=messages.render(language, Text("remark.title")))
        self._submitted = submitted
        style = discord.TextStyle.paragraph
        self.remark = discord.ui.TextInput[Any](
            custom_id="remark", style=style, default=before or None, required=False, max_length=LONGEST_REMARK
        )
        text, hint = (messages.render(language, Text(f"remark.{key}")) for key in ("text", "hint"))
        self.add_item(discord.ui.Label(text=text, description=hint, component=self.remark))

    async def on_submit(self, interaction: Interaction, /) -> None:
        """It was handed in."""
        await self._submitted(interaction, self.remark.value)


class FieldsForm(discord.ui.Modal):
    """A server's own fields of work, one a line, with what stood there before; `submitted` is called with them."""

    def __init__(
        self, messages: Messages, language: str, before: str, submitted: Callable[[Interaction, str], Awaitable[None]]
    ) -> None:
        super().__init__(title=messages.render(language, Text("setup.fields_title")), timeout=FORGOTTEN)
        self._submitted = submitted
        style = discord.TextStyle.paragraph
        self.fields = discord.ui.TextInput[Any](
            custom_id="fields", style=style, default=before or None, required=False, max_length=LONGEST_TYPED
        )
        hint = messages.render(language, Text("setup.fields_hint", {"most": MOST_FIELDS}))
        text = messages.render(language, Text("setup.fields_text"))
        self.add_item(discord.ui.Label(text=text, description=hint, component=self.fields))

    async def on_submit(self, interaction: Interaction, /) -> None:
        """It was handed in."""
        await self._submitted(interaction, self.fields.value)
