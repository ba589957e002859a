"""The one door of all that is pressed, chosen in a menu or handed in: by its custom id alone, so for years."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Literal, assert_never, cast

import discord

from bot.core.community.settings import Asker
from bot.core.text import Answer, HostAnswerButton, LeftoverButton, MendingButton, Refusal
from bot.ui.catalogue import Messages
from bot.ui.custom_ids import Pressed, handed_in, pressed
from bot.ui.forms import filled
from bot.usecases import UseCases
from cogs.asker import Interaction
from cogs.forms import Forms
from cogs.guests import about_guests
from cogs.respond import answer, open_form, say
from cogs.setup.page import PANEL

log = logging.getLogger(__name__)


class Buttons:
    """Answers everything that can stand below a post or an answer, and every form; nothing of it is remembered here.

    The panel of /engawa setup alone is left to discord.py. What is not known here is said to be so, and does nothing.
    """

    def __init__(self, use_cases: UseCases, messages: Messages) -> None:
        self._use_cases, self._messages, self._forms = use_cases, messages, Forms(use_cases, messages)

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
                await self._forms.take_in(interaction, form, filled(data["components"]))
            else:
                await self._unknown(interaction, id)

    async def _unknown(self, interaction: Interaction, id: str) -> None:
        log.warning("nobody answers “%s”: no button or form of this version is called so", id)
        await say(interaction, self._messages, Refusal("unknown_button").text)

    async def _press(self, interaction: Interaction, what: Pressed, values: list[str]) -> None:  # noqa: PLR0912 - a table
        use_cases, id = self._use_cases, what.id
        tell = partial(answer, interaction, self._messages, instead=what.private)
        match what.kind:
            case "join" | "broadcast" | "remark":
                if not await self._ask(interaction, what.kind, id) and what.kind == "join":
                    await tell(partial(use_cases.hosting.join, mixer_id=id))
            case "again" | "always" | "stand" | "stand_down":
                await tell(partial(use_cases.coming_again.press, button=what.kind, mixer_id=id))
            case "cant" | "what":
                await tell(partial(use_cases.invitation.press, button=what.kind, mixer_id=id))
            case "show" | "hide" | "reminder" | "no_reminder" | "bring" | "withdraw":
                await tell(partial(use_cases.invitation.choose, choice=what.kind, mixer_id=id))
            case "topic" | "hush" | "call" | "unheard" | "content" | "ballot" | "coming":
                await tell(partial(use_cases.room.press, button=what.kind, mixer_id=id, number=what.number))
            case "stay" | "not_stay":
                await tell(partial(use_cases.room.vote, mixer_id=id, yes=what.kind == "stay"))
            case "more" | "hand_over" | "finish":
                await tell(partial(use_cases.board.press, button=what.kind, mixer_id=id))
            case "heir":
                await tell(partial(use_cases.board.hand_over, mixer_id=id, user_id=int(values[0])))
            case "end" | "cancel" | "cancel_all" | "undo" | "begin" | "wait":
                await tell(self._decided(what.kind, id))
            case "take_over" | "relocate" | "repost" | "leftover":
                await tell(self._mended(what.kind, id))
            case "touch" | "feedback" | "keepsake" | "send_me":
                await tell(partial(use_cases.afterwards.press, button=what.kind, mixer_id=id))
            case "ticks":
                await tell(partial(use_cases.afterwards.tick, mixer_id=id, chosen=values))
            case "let_show":
                await tell(partial(use_cases.questions.let_show, mixer_id=id, last=what.number, chosen=values))
            case "face":
                await tell(partial(use_cases.afterwards.rate, mixer_id=id, face=what.number))
            case "guests" | "quietly" | "hand":
                await tell(about_guests(use_cases, what, int(values[0]) if values else 0))
            case "offer":
                await tell(partial(use_cases.taking.take, token=id, number=what.number))
            case _:
                assert_never(what.kind)

    async def _ask(self, interaction: Interaction, kind: Literal["join", "broadcast", "remark"], id: str) -> bool:
        """Open the form that goes with a button; False if there is nothing to be asked."""
        forms = {"join": self._forms.card, "broadcast": self._forms.notice, "remark": self._forms.remark}
        return await open_form(interaction, self._messages, partial(forms[kind], mixer_id=id))

    def _mended(self, kind: MendingButton | LeftoverButton, id: str) -> Callable[[Asker], Awaitable[Answer]]:
        """What is done about what is gone, or left over."""
        if kind == "leftover":
            return partial(self._use_cases.leftovers.remove, leftover_id=id)
        return partial(self._use_cases.mending.press, button=kind, mixer_id=id)

    def _decided(self, kind: HostAnswerButton, id: str) -> Callable[[Asker], Awaitable[Answer]]:
        """What becomes of an evening, of which a host was asked."""
        ending, gathering = self._use_cases.ending, self._use_cases.gathering
        match kind:
            case "end":
                return partial(ending.end_now, mixer_id=id)
            case "cancel" | "cancel_all":
                return partial(ending.call_off, mixer_id=id, series=kind == "cancel_all")
            case "undo":
                return partial(ending.take_back, mixer_id=id)
            case "begin":
                return partial(gathering.begin, mixer_id=id)
            case "wait":
                return partial(gathering.wait, mixer_id=id)
            case _:
                assert_never(kind)
