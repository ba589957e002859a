"""The buttons under an offer, which takes the place of the offer when one is pressed."""

from __future__ import annotations

import re
from typing import Any

import discord

from bot.ui.catalogue import Messages
from bot.usecases.offers import Offers
from cogs.respond import Interaction, answer


def offer_button(drafts: Offers, messages: Messages) -> type[discord.ui.DynamicItem[discord.ui.Button[Any]]]:
    """The buttons under an offer that only one person sees."""

    class OfferButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"offer:(?P<token>[0-9a-f]+)"):
        """Takes up one choice; the offer gives way to what comes of it."""

        def __init__(self, token: str) -> None:
            super().__init__(discord.ui.Button(custom_id=f"offer:{token}"))
            self.token = token

        @classmethod
        async def from_custom_id(
            cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
        ) -> OfferButton:
            """The button as found under an offer."""
            del interaction, item
            return cls(match["token"])

        async def callback(self, interaction: Interaction) -> None:
            """Do what was offered."""
            await answer(interaction, messages, lambda who: drafts.take(who.user_id, self.token), instead=True)

    return OfferButton
