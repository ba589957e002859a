"""Under an invitation: signing up, not being able to come, and what will happen."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Literal, assert_never

from bot.core.community.card import Card, Form
from bot.core.community.settings import Asker, Community, GuestQuestions
from bot.core.lifecycle.apply_hand import check_welcome
from bot.core.lifecycle.events import Guestlist, SignedUp, ToBeReminded, Withdrew
from bot.core.lifecycle.guests_questions import Brings
from bot.core.lifecycle.hand_events import FriendNamed
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.signups import OPEN_FOR_SIGNUPS, check_roles
from bot.core.planning.clashes import at_one_hour
from bot.core.posts.invitation import said_before
from bot.core.text import (
    Answer,
    Members,
    Moment,
    Offer,
    People,
    Place,
    Refusal,
    SignupButton,
    StandingButton,
    Text,
    Value,
    custom_id,
    hand_id,
    plain,
    shows_anything,
)
from bot.engine.conductor import Conductor
from bot.ports.bundle import Ports
from bot.usecases.standing import StandingPlaces, Stands

log = logging.getLogger(__name__)


class InvitationUseCases:
    """For everybody. Each method raises Refusal, and changes nothing then."""

    def __init__(
        self,
        conductor: Conductor,
        standing: StandingPlaces,
        join: Callable[[Asker, str], Awaitable[Text]],
        outside: Ports,
    ) -> None:
        self._conductor, self._standing, self._join = conductor, standing, join
        self._store, self._ledger = outside.store, outside.ledger

    async def form(self, caller: Asker, mixer_id: str) -> Form | None:
        """What to ask somebody who presses Join; None once the hour has begun, when it gives a seat at once."""
        mixer = self._find(caller, mixer_id)
        await self._check(caller, mixer)
        if mixer.phase not in OPEN_FOR_SIGNUPS:
            return None
        community = await self._store.community(caller.guild_id) or Community(guild_id=caller.guild_id)
        card = await self._ledger.card(caller.guild_id, caller.user_id) or Card()
        before = next((its.text for its in mixer.brought if its.by == caller.user_id), "")
        asked = None if community.guest_questions is GuestQuestions.NONE else before
        return Form(card, community.fields, mixer.common_ground, asked)

    async def sign_up(
        self, caller: Asker, mixer_id: str, card: Card, question: str | None = None, *, always: bool = False
    ) -> Answer:
        """Keep the card, and a place; a seat, where the hour has begun while it was filled in.

        With a `question` it is what they would like to ask the others; an empty one takes an earlier one back.
        `always` keeps them a place in all that follow, too.
        """
        mixer = self._find(caller, mixer_id)
        await self._check(caller, mixer)
        if mixer.phase not in {*OPEN_FOR_SIGNUPS, Phase.OPEN}:
            raise Refusal("join.over")
        if mixer.phase is Phase.OPEN:
            await self._ledger.keep_card(caller.guild_id, caller.user_id, card)
            return await self._join(caller, mixer_id)
        # The place before the card: whoever waits for the disk first need not be served first, and order counts here.
        wishes: list[Guestlist] = [SignedUp(caller.user_id), ToBeReminded(caller.user_id, card.remind)]
        if question is not None:
            wishes.append(await self._brings(caller, question))
        mixer = await self._conductor.tell(mixer_id, *wishes)
        kept = await self._keep(caller, card)
        standing = self._standing.take(caller, mixer) if always else self._standing.look(caller, mixer, telling=True)
        greeting, stands = await self._greeting(caller), await standing
        return self._told(caller, mixer, card, kept=kept, greeting=greeting, stands=stands)

    async def _greeting(self, caller: Asker) -> Text | None:
        """A word to somebody new, and to somebody who has been here before; none where that cannot be found out."""
        try:
            regular = await self._ledger.regulars(caller.guild_id, [caller.user_id])
        except Exception:
            log.exception("it could not be looked up whether somebody is new")
            return None
        return Text("signup.back" if regular else "signup.new")

    async def _brings(self, caller: Asker, question: str) -> Brings:
        """What somebody would like to ask; put at once, or kept until a host has seen it."""
        community = await self._store.community(caller.guild_id) or Community(guild_id=caller.guild_id)
        shown = community.guest_questions is GuestQuestions.SHOWN
        return Brings(caller.user_id, plain(question) if shows_anything(question) else "", shown)

    async def _check(self, caller: Asker, mixer: Mixer) -> None:
        """Raises Refusal for whoever it is not for, or who was taken out of it or of all evenings here."""
        check_roles(mixer, caller.role_ids)
        check_welcome(mixer, caller.user_id)
        if caller.user_id in await self._ledger.kept_out(caller.guild_id):
            raise Refusal("join.not_tonight")

    async def _keep(self, caller: Asker, card: Card) -> bool:
        """Keep the card of somebody who has their place; that stays theirs if the disk fails."""
        try:
            await self._ledger.keep_card(caller.guild_id, caller.user_id, card)
        except Exception:
            log.exception("a card could not be kept")
            return False
        return True

    async def press(self, caller: Asker, button: Literal["cant", "what"], mixer_id: str) -> Answer:
        """One of the other buttons under an invitation."""
        return await (self.cannot if button == "cant" else self.what)(caller, mixer_id)

    async def cannot(self, caller: Asker, mixer_id: str) -> Answer:
        """Somebody cannot come; no reason is asked for, and whoever always comes does so again the next time."""
        mixer = self._find(caller, mixer_id)
        told = Text("signup.cannot")
        if mixer.signup(caller.user_id) is not None:
            await self._conductor.tell(mixer_id, Withdrew(caller.user_id))
            key = "signup.withdrawn_named" if mixer.name_guests else "signup.withdrawn"
            told = Text(key, {"title": mixer.title})
        if (await self._standing.look(caller, mixer)).holds:
            return Offer((told, Text("standing.kept")), (("offer.stand_down", custom_id("stand_down", mixer.id)),))
        return told

    async def what(self, caller: Asker, mixer_id: str) -> Text:
        """What will happen, minute by minute, and how to leave quietly."""
        mixer = self._find(caller, mixer_id)
        length = int(mixer.length / timedelta(minutes=1))
        known = tuple(said_before(mixer, ears=await self._conductor.may_hear(caller.guild_id)))
        return Text("what.happens", {**_facts(mixer), "size": mixer.room_size, "length": length, "lines": known})

    async def choose(self, caller: Asker, choice: SignupButton, mixer_id: str) -> Answer:
        """What somebody decides below their answer: about their card, or that they do not come after all."""
        if choice == "withdraw":
            return await self.cannot(caller, mixer_id)
        if choice == "bring":
            return self._bring(caller, mixer_id)
        card = await self._ledger.card(caller.guild_id, caller.user_id)
        if card is None:  # they had all of it forgotten
            raise Refusal("offer.old")
        match choice:
            case "show" | "hide":
                return await self._change(caller, mixer_id, replace(card, may_show=choice == "show"))
            case "reminder" | "no_reminder":
                return await self._change(caller, mixer_id, replace(card, remind=choice == "reminder"))
            case _:
                assert_never(choice)

    def _bring(self, caller: Asker, mixer_id: str) -> Members:
        """Which friend they would like to sit with."""
        mixer = self._find(caller, mixer_id)
        if mixer.phase not in OPEN_FOR_SIGNUPS or mixer.signup(caller.user_id) is None:
            raise Refusal("friend.late")
        return Members((Text("friend.ask"),), hand_id("friend", mixer.id), "friend.hint")

    async def bring(self, caller: Asker, mixer_id: str, friend_id: int) -> Text:
        """They sit with this friend, if both come and the friend says the same; nobody is told whether."""
        mixer = self._find(caller, mixer_id)
        await self._conductor.tell(mixer.id, FriendNamed(caller.user_id, friend_id))
        return Text("friend.kept", {"friend": People((friend_id,)), "title": mixer.title})

    async def _change(self, caller: Asker, mixer_id: str, card: Card) -> Answer:
        """Keep what somebody decides about their card; that alone is no wish to come."""
        mixer = self._find(caller, mixer_id)
        if mixer.phase in OPEN_FOR_SIGNUPS and mixer.signup(caller.user_id) is not None:
            return await self.sign_up(caller, mixer_id, card)
        await self._ledger.keep_card(caller.guild_id, caller.user_id, card)
        return Text("card.kept")

    def _told(
        self, caller: Asker, mixer: Mixer, card: Card, *, kept: bool, greeting: Text | None, stands: Stands
    ) -> Answer:
        """That they are in or wait, and what they can decide about it."""
        signup = mixer.signup(caller.user_id)
        if signup is None:
            raise Refusal("join.over")
        lines = [Text("signup.in", _facts(mixer))]
        if signup.waiting:
            place = [s.user_id for s in mixer.signups if s.waiting].index(caller.user_id) + 1
            lines = [Text("signup.waiting", {**_facts(mixer), "place": place})]
        lines += self._clashes(caller, mixer)
        if greeting is not None and kept and not signup.waiting:
            lines.append(greeting)
        if not kept:
            lines.append(Text("signup.unkept"))
        lines += stands.lines
        seen = "signup.named" if mixer.name_guests else "signup.direct" if card.remind else "signup.unnamed"
        lines.append(Text(seen))
        if brought := next((its for its in mixer.brought if its.by == caller.user_id), None):
            lines.append(Text("signup.brought" if brought.shown else "signup.held", {"question": brought.text}))
        choices: list[SignupButton | StandingButton] = []
        if card.answer:
            lines.append(Text("signup.shown" if card.may_show else "signup.unshown"))
            choices.append("hide" if card.may_show else "show")
        choices.append("no_reminder" if card.remind else "reminder")
        choices.append("bring")
        choices += (*stands.choices, "withdraw")
        return Offer(tuple(lines), tuple((f"offer.{choice}", custom_id(choice, mixer.id)) for choice in choices))

    def _clashes(self, caller: Asker, mixer: Mixer) -> list[Text]:
        """That they have signed up for another evening at that hour, too."""
        others = at_one_hour(mixer, self._conductor.running(caller.guild_id))
        both = [other.title for other in others if other.signup(caller.user_id) is not None]
        return [Text("signup.clash", {"title": title}) for title in both]

    def _find(self, caller: Asker, mixer_id: str) -> Mixer:
        mixer = self._conductor.mixer(mixer_id)
        if mixer is None or mixer.guild_id != caller.guild_id:
            raise Refusal("join.over")
        return mixer


def _facts(mixer: Mixer) -> dict[str, Value]:
    at, soon = Moment(mixer.opens_at, full=True), Moment(mixer.opens_at, relative=True)
    return {"title": mixer.title, "at": at, "in": soon, "lobby": Place(mixer.lobby_id)}
