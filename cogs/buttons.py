"""The one door of all that is pressed, chosen in a menu or handed in: by its custom id alone, so for years."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any, assert_never, cast

import discord

from bot.core.community.settings import Asker
from bot.core.text import Answer, Refusal
from bot.ui.catalogue import Messages
from bot.ui.custom_ids import HandedIn, Pressed, handed_in, pressed
from bot.ui.forms import CardForm, Filled, NoticeForm, RemarkForm, card_of, filled, typed
from bot.usecases import UseCases
from cogs.respond import Interaction, answer, open_form, say
from cogs.setup.first import Panel
from cogs.setup.more import keep_fields
from cogs.setup.page import PANEL

log = logging.getLogger(__name__)


class Buttons:
    """Answers everything that can stand below a post or an answer, and every form; nothing of it is remembered here.

    The panel of /engawa setup alone is left to discord.py. What is not known here is said to be so, and does nothing.
    """

    def __init__(self, desks: UseCases, messages: Messages) -> None:
        self._desks, self._messages = desks, messages

    async def on_interaction(self, interaction: Interaction) -> None:
        """Somebody pressed, chose, handed in or typed something; commands are not for this door."""
        data = cast("dict[str, Any]", interaction.data or {})
        id = str(data.get("custom_id", ""))
        if interaction.type is discord.InteractionType.component and not id.startswith(PANEL):
            if what := pressed(id):
                await self._press(interaction, what, data.get("values", []))
            else:
                await self._unknown(interaction, id)
        elif interaction.type is discord.InteractionType.modal_submit:
            if form := handed_in(id):
                await self._hand_in(interaction, form, filled(data["components"]))
            else:
                await self._unknown(interaction, id)

    async def _unknown(self, interaction: Interaction, id: str) -> None:
        log.warning("nobody answers “%s”: no button or form of this version is called so", id)
        await say(interaction, self._messages, Refusal("unknown_button").text)

    async def _press(  # noqa: PLR0912 - the table: a row for each kind
        self, interaction: Interaction, what: Pressed, values: list[str]
    ) -> None:
        desks, id = self._desks, what.id
        tell = partial(answer, interaction, self._messages, instead=what.private)
        match what.kind:
            case "join":
                if not await open_form(interaction, self._messages, partial(self._card, mixer_id=id)):
                    await tell(partial(desks.reception.join, mixer_id=id))
            case "cant" | "what":
                await tell(partial(desks.invitations.press, button=what.kind, mixer_id=id))
            case "show" | "hide" | "reminder" | "no_reminder" | "withdraw":
                await tell(partial(desks.invitations.choose, choice=what.kind, mixer_id=id))
            case "topic" | "hush" | "call" | "unheard" | "content" | "ballot" | "coming":
                await tell(partial(desks.roomside.press, button=what.kind, mixer_id=id, number=what.number))
            case "stay" | "not_stay":
                await tell(partial(desks.roomside.vote, mixer_id=id, yes=what.kind == "stay"))
            case "broadcast":
                await open_form(interaction, self._messages, partial(self._notice, mixer_id=id))
            case "more" | "hand_over" | "finish":
                await tell(partial(desks.boardside.press, button=what.kind, mixer_id=id))
            case "heir":
                await tell(partial(desks.boardside.hand_over, mixer_id=id, user_id=int(values[0])))
            case "end":
                await tell(partial(desks.boardside.end, mixer_id=id))
            case "touch" | "feedback":
                await tell(partial(desks.goodbyes.press, button=what.kind, mixer_id=id))
            case "ticks":
                await tell(partial(desks.goodbyes.tick, mixer_id=id, chosen=values))
            case "face":
                await tell(partial(desks.goodbyes.rate, mixer_id=id, face=what.number))
            case "remark":
                await open_form(interaction, self._messages, partial(self._remark, mixer_id=id))
            case "offer":
                await tell(partial(desks.drafts.take, token=id))
            case _:
                assert_never(what.kind)

    async def _hand_in(self, interaction: Interaction, what: HandedIn, given: Filled) -> None:
        desks, id = self._desks, what.id
        tell = partial(answer, interaction, self._messages)
        match what.kind:
            case "sign_up":
                await tell(partial(self._sign_up, mixer_id=id, given=given))
            case "card":
                await tell(partial(self._keep_card, given=given))
            case "notice":
                await tell(partial(desks.boardside.broadcast, mixer_id=id, text=typed(given, "text")))
            case "word":
                remark = typed(given, "remark")
                await tell(partial(desks.goodbyes.remark, mixer_id=id, remark=remark), instead=True)
            case "fields":
                await keep_fields(interaction, desks.reception, self._messages, typed(given, "fields"), first=Panel)
            case _:
                assert_never(what.kind)

    async def _card(self, who: Asker, mixer_id: str) -> CardForm | None:
        form = await self._desks.invitations.form(who, mixer_id)
        return form and CardForm(self._messages, who.reads, form, mixer_id)

    async def _notice(self, who: Asker, mixer_id: str) -> NoticeForm:
        await self._desks.boardside.check(who, mixer_id)
        return NoticeForm(self._messages, who.reads, mixer_id)

    async def _remark(self, who: Asker, mixer_id: str) -> RemarkForm:
        before = await self._desks.goodbyes.remark_before(who, mixer_id)
        return RemarkForm(self._messages, who.reads, mixer_id, before)

    async def _sign_up(self, who: Asker, mixer_id: str, given: Filled) -> Answer:
        before = await self._desks.members.form(who)
        return await self._desks.invitations.sign_up(who, mixer_id, card_of(given, before.card))

    async def _keep_card(self, who: Asker, given: Filled) -> Answer:
        before = await self._desks.members.form(who)
        return await self._desks.members.keep_card(who, card_of(given, before.card))
