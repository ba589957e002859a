"""The forms that buttons open, and what is handed in: each known by its custom id alone, so after a restart too."""

from __future__ import annotations

from functools import partial
from typing import assert_never

from bot.core.community.settings import Asker
from bot.core.text import Answer
from bot.ui.catalogue import Messages
from bot.ui.custom_ids import HandedIn
from bot.ui.forms import CardForm, Filled, NoticeForm, RemarkForm, card_of, typed
from bot.usecases import UseCases
from cogs.asker import Interaction
from cogs.respond import answer
from cogs.setup.first import Panel, keep_zone
from cogs.setup.more import keep_fields


class Forms:
    """Makes the form that somebody is to fill in, and does what they handed in."""

    def __init__(self, use_cases: UseCases, messages: Messages) -> None:
        self._use_cases, self._messages = use_cases, messages

    async def take_in(self, interaction: Interaction, what: HandedIn, given: Filled) -> None:
        """Do what was handed in, and answer."""
        use_cases, id = self._use_cases, what.id
        tell = partial(answer, interaction, self._messages)
        match what.kind:
            case "sign_up":
                await tell(partial(self._sign_up, mixer_id=id, given=given))
            case "card":
                await tell(partial(self._keep_card, given=given))
            case "notice":
                await tell(partial(use_cases.broadcasting.from_board, mixer_id=id, text=typed(given, "text")))
            case "word":
                remark = typed(given, "remark")
                await tell(partial(use_cases.afterwards.remark, mixer_id=id, remark=remark), instead=True)
            case "fields":
                await keep_fields(interaction, use_cases.hosting, self._messages, typed(given, "fields"), first=Panel)
            case "zone":
                await keep_zone(interaction, use_cases.hosting, self._messages, typed(given, "zone"))
            case _:
                assert_never(what.kind)

    async def card(self, who: Asker, mixer_id: str) -> CardForm | None:
        """For whoever signs up; None once the hour has begun, when Join gives a seat at once."""
        form = await self._use_cases.invitation.form(who, mixer_id)
        return form and CardForm(self._messages, who.reads, form, mixer_id)

    async def notice(self, who: Asker, mixer_id: str) -> NoticeForm:
        """For a host who would like to tell all rooms something."""
        await self._use_cases.broadcasting.check(who, mixer_id)
        return NoticeForm(self._messages, who.reads, mixer_id)

    async def remark(self, who: Asker, mixer_id: str) -> RemarkForm:
        """For somebody who adds a word on an evening."""
        before = await self._use_cases.afterwards.remark_before(who, mixer_id)
        return RemarkForm(self._messages, who.reads, mixer_id, before)

    async def _sign_up(self, who: Asker, mixer_id: str, given: Filled) -> Answer:
        before = await self._use_cases.member.form(who)
        card, question = card_of(given, before.card), typed(given, "question") if "question" in given else None
        return await self._use_cases.invitation.sign_up(who, mixer_id, card, question)

    async def _keep_card(self, who: Asker, given: Filled) -> Answer:
        before = await self._use_cases.member.form(who)
        return await self._use_cases.member.keep_card(who, card_of(given, before.card))
