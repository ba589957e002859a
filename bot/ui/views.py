"""Buttons as discord.py shows them; answered by custom id alone, none depends on what this process remembers."""

from __future__ import annotations

from collections.abc import Iterable

import discord

from bot.core.text import Answer, Members, Menu, Offer, Option, Panel, Text, custom_id, plain
from bot.ui.catalogue import Messages

PRIMARY = "join"
"""The one button of a post that is there to be pressed."""
LONGEST_LABEL = 100
"""Characters of a line in a menu (Discord's API reference)."""
MOST_OPTIONS = 25
"""Lines of a menu (Discord's API reference)."""


def under_post(
    messages: Messages, language: str, mixer_id: str, text: Text, *, disabled: bool = False
) -> discord.ui.View | None:
    """The buttons of a post, None if it has none."""
    about = (mixer_id, text.place) if text.place else (mixer_id,)
    shown = (
        (custom_id(button, *about), messages.label(language, button), button == PRIMARY) for button in text.buttons
    )
    return _view(shown, disabled=disabled)


def under_answer(messages: Messages, language: str, answer: Answer) -> discord.ui.View | None:
    """What can be pressed or ticked below an answer, None if there is nothing."""
    if isinstance(answer, Menu):
        return _under_menu(messages, language, answer)
    if isinstance(answer, Panel):
        return _panel(messages, language, answer)
    if isinstance(answer, Members):
        return _members(messages, language, answer)
    return _under_offer(messages, language, answer) if isinstance(answer, Offer) else None


def _under_offer(messages: Messages, language: str, offer: Offer) -> discord.ui.View | None:
    """A button for each choice, the first one recommended."""
    return _view(
        (id, messages.render(language, Text(key)), number == 0) for number, (key, id) in enumerate(offer.choices)
    )


def _under_menu(messages: Messages, language: str, menu: Menu) -> discord.ui.View | None:
    labels = ((id, messages.render(language, Text(key)), False) for key, id in menu.buttons)
    view = _view(labels)
    if menu.options:
        view = view or discord.ui.View(timeout=None)
        shown = [discord.SelectOption(label=_label(one), value=one.value, default=one.chosen) for one in menu.options]
        hint = messages.render(language, Text(menu.hint))
        view.add_item(
            discord.ui.Select(
                custom_id=menu.custom_id,
                placeholder=hint,
                options=shown,
                required=False,
                min_values=0,
                max_values=len(shown),
            )
        )
        view.stop()
    return view


def _panel(messages: Messages, language: str, panel: Panel) -> discord.ui.View | None:
    """Each menu in a row of its own, and the buttons below."""
    view = discord.ui.View(timeout=None)
    for choice in panel.choices:
        hint = messages.render(language, Text(choice.hint))
        if choice.options:
            shown = [discord.SelectOption(label=_label(one), value=one.value) for one in choice.options[:MOST_OPTIONS]]
            view.add_item(discord.ui.Select(custom_id=choice.custom_id, placeholder=hint, options=shown))
        else:
            view.add_item(discord.ui.UserSelect(custom_id=choice.custom_id, placeholder=hint))
    for key, id in panel.buttons:
        style = discord.ButtonStyle.secondary
        view.add_item(discord.ui.Button(label=messages.render(language, Text(key)), style=style, custom_id=id))
    view.stop()
    return view if view.children else None


def _label(option: Option) -> str:
    return plain(option.label)[:LONGEST_LABEL] or "?"


def _members(messages: Messages, language: str, members: Members) -> discord.ui.View:
    view, hint = discord.ui.View(timeout=None), messages.render(language, Text(members.hint))
    view.add_item(discord.ui.UserSelect(custom_id=members.custom_id, placeholder=hint))
    view.stop()
    return view


def _view(buttons: Iterable[tuple[str, str, bool]], *, disabled: bool = False) -> discord.ui.View | None:
    view = discord.ui.View(timeout=None)
    for id, label, primary in buttons:
        style = discord.ButtonStyle.primary if primary else discord.ButtonStyle.secondary
        view.add_item(discord.ui.Button(label=label, style=style, custom_id=id, disabled=disabled))
    view.stop()
    return view if view.children else None
