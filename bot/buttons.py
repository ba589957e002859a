"""Buttons as discord.py shows them; the doors answer by custom_id, so none depends on what this process remembers."""

from __future__ import annotations

from collections.abc import Iterable

import discord

from bot.core.words import Offer, Text
from bot.messages import Messages

PRIMARY = "join"
"""The one button of a post that is there to be pressed."""


def under_post(messages: Messages, language: str, mixer_id: str, text: Text) -> discord.ui.View | None:
    """The buttons of a post, None if it has none."""
    about = f"{mixer_id}:{text.place}" if text.place else mixer_id
    return _view((f"{button}:{about}", messages.label(language, button), button == PRIMARY) for button in text.buttons)


def under_offer(messages: Messages, language: str, offer: Offer) -> discord.ui.View | None:
    """A button for each choice, the first one recommended."""
    return _view(
        (f"offer:{token}", messages.render(language, Text(key)), number == 0)
        for number, (key, token) in enumerate(offer.choices)
    )


def _view(buttons: Iterable[tuple[str, str, bool]]) -> discord.ui.View | None:
    view = discord.ui.View(timeout=None)
    for custom_id, label, primary in buttons:
        style = discord.ButtonStyle.primary if primary else discord.ButtonStyle.secondary
        view.add_item(discord.ui.Button(label=label, style=style, custom_id=custom_id))
    view.stop()
    return view if view.children else None
