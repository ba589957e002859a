"""Coming again: to the next evening of a series, or always."""

from __future__ import annotations

from bot.core.community.card import Card
from bot.core.community.settings import Asker
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.signups import OPEN_FOR_SIGNUPS
from bot.core.planning.schedule import others_of_series
from bot.core.text import AgainButton, Answer, Moment, Offer, Refusal, StandingButton, Text, custom_id
from bot.core.times.recurrence import Repeat
from bot.engine.conductor import Conductor
from bot.ports.bundle import Ports
from bot.usecases.invitation import InvitationUseCases
from bot.usecases.standing import StandingPlaces


class ComingAgainUseCases:
    """Under the goodbye of a series, and below the answer to a sign-up. Each method raises Refusal."""

    def __init__(
        self, conductor: Conductor, invitation: InvitationUseCases, standing: StandingPlaces, outside: Ports
    ) -> None:
        self._conductor, self._invitation, self._standing = conductor, invitation, standing
        self._store, self._ledger = outside.store, outside.ledger

    async def press(self, caller: Asker, button: AgainButton | StandingButton, mixer_id: str) -> Answer:
        """One of the buttons."""
        if button == "again":
            return await self.again(caller, mixer_id)
        return await (self.no_longer if button == "stand_down" else self.always)(caller, mixer_id)

    async def again(self, caller: Asker, mixer_id: str) -> Answer:
        """Somebody who was there would like to come to the next evening of the series, too; their card is as it was."""
        return await self._sign_up(caller, self._next(await self._of_series(caller, mixer_id)))

    async def always(self, caller: Asker, mixer_id: str) -> Answer:
        """They come to the next evening of the series, and to all that follow; to that one like everybody else."""
        mixer = await self._of_series(caller, mixer_id)
        if mixer.phase not in OPEN_FOR_SIGNUPS:
            mixer = self._next(mixer)
        return await self._sign_up(caller, mixer, always=True)

    async def no_longer(self, caller: Asker, mixer_id: str) -> Answer:
        """They do not come by themselves any more; a place that they have already stays theirs."""
        mixer = await self._of_series(caller, mixer_id)
        await self._standing.give_up(caller, mixer)
        others = [mixer, *others_of_series(mixer, self._conductor.running(caller.guild_id))]
        signed_up = [one for one in others if one.phase in OPEN_FOR_SIGNUPS and one.signup(caller.user_id)]
        texts = (Text("standing.given_up", {"title": mixer.title}),)
        if not signed_up:
            return texts
        following = min(signed_up, key=lambda one: one.opens_at)
        at = Text("standing.still_in", {"at": Moment(following.opens_at, full=True)})
        return Offer((*texts, at), (("offer.withdraw", custom_id("withdraw", following.id)),))

    async def _sign_up(self, caller: Asker, mixer: Mixer, *, always: bool = False) -> Answer:
        card = await self._ledger.card(caller.guild_id, caller.user_id) or Card()
        return await self._invitation.sign_up(caller, mixer.id, card, always=always)

    async def _of_series(self, caller: Asker, mixer_id: str) -> Mixer:
        """The evening, over or not. Raises Refusal if it is not known, or comes back no more."""
        mixer = self._conductor.mixer(mixer_id) or await self._store.mixer(mixer_id)
        if mixer is None or mixer.guild_id != caller.guild_id:
            raise Refusal("afterwards.gone")
        if mixer.repeat is Repeat.ONCE:
            raise Refusal("again.none")
        return mixer

    def _next(self, before: Mixer) -> Mixer:
        """The evening of its series that comes after it and is planned. Raises Refusal if there is none."""
        others = others_of_series(before, self._conductor.running(before.guild_id))
        slots = {other.slot_at: other for other in others if other.slot_at and other.phase in OPEN_FOR_SIGNUPS}
        later = [slot for slot in slots if before.slot_at is not None and slot > before.slot_at]
        if not later:
            raise Refusal("again.none")
        return slots[min(later)]
