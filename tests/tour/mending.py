"""What hosts read when something is gone that only they can mend, and when two evenings fall on one hour."""

from __future__ import annotations

from dataclasses import replace

from bot.core.community.card import Card
from bot.core.lifecycle.events import Edited
from bot.core.lifecycle.facts import TONE, Broken
from bot.core.planning.schedule import Schedule
from bot.core.planning.start import Wish
from bot.core.text import Answer, MendingButton
from bot.core.times.recurrence import Repeat
from tests.evening import GUESTS, GUILD, HOST, minutes
from tests.tour.aside import WHEN, planned
from tests.tour.before import take
from tests.tour.stage import HOSTS, MEMBERS, Stage


async def pressed(stage: Stage, button: MendingButton, user: int = HOST) -> Answer:
    """A host presses a button that mends."""
    evening, id = stage.evening, stage.evening.mixer.id
    return await evening.ask(lambda _: evening.use_cases.mending.press(stage.caller(user), button, id))


async def gone(stage: Stage) -> None:
    """The lobby cannot be seen, the invitation and then the lobby are deleted; each is mended by one press."""
    await planned(stage, repeat=Repeat.ONCE)
    evening, server = stage.evening, stage.evening.venue.servers[GUILD]
    server.unseen = {evening.lobby}
    await stage.until(evening.mixer.opens_at - minutes(16))
    stage.post("broken_sight", "gone:sight", key="broken.sight")
    server.unseen = set()
    evening.conductor.message_gone(GUILD, evening.venue.delete_message("announcement").id)
    await evening.quiet()
    stage.post("broken_invitation", "gone:invitation", key="broken.invitation")
    stage.answer("repost", await pressed(stage, "repost"))
    evening.venue.delete(GUILD, evening.lobby)
    await evening.run_for(minutes(1))
    stage.post("broken_lobby", "gone:lobby", key="broken.lobby")
    stage.answer("status_mend", await evening.reception.overview(stage.caller()))
    evening.lobbies[GUILD] = evening.venue.add_channel(GUILD, "Lobby")
    evening.gather(HOST)
    stage.answer("relocate", await pressed(stage, "relocate"))
    await evening.run_for(minutes(1))
    stage.post("broken_mended", "gone:lobby", key="broken.mended")
    evening.venue.delete(GUILD, evening.lobby)
    await stage.until(evening.mixer.opens_at + minutes(6))
    stage.post("no_lobby", "goodbye", key="goodbye.no_lobby")


async def host_gone(stage: Stage) -> None:
    """The host leaves, and another takes the evening over; a role and the channel are deleted, the tone fails."""
    await planned(stage, repeat=Repeat.ONCE)
    evening, server = stage.evening, stage.evening.venue.servers[GUILD]
    server.gone = {HOST}
    server.roles[109] = frozenset({HOSTS})
    evening.gather(109)
    await stage.until(evening.mixer.opens_at - minutes(15))
    stage.post("host_wanted", "heir", key="hand_over.wanted")
    id, heir = evening.mixer.id, replace(stage.caller(109), manages_events=True)
    await evening.ask(lambda _: evening.use_cases.mending.press(heir, "take_over", id))
    await evening.run_for(minutes(1))
    stage.post("host_found", "heir", key="hand_over.found")
    server.known_roles = frozenset({HOSTS})
    await evening.conductor.tell(id, Edited({"for_roles": (MEMBERS,)}))
    await evening.run_for(minutes(1))
    stage.post("broken_roles", "gone:roles", key="broken.roles")
    await evening.conductor.tell(id, Broken(TONE))
    await evening.run_for(minutes(1))
    stage.post("broken_tone", "gone:tone", key="broken.tone")
    server.lacking.add("send_messages")
    evening.venue.delete(GUILD, evening.lobby)
    await evening.run_for(minutes(1))
    stage.post("broken_direct", "direct:gone:lobby", key="broken.direct")


async def one_hour(stage: Stage) -> None:
    """Two evenings at one hour in one lobby: their hosts, and whoever signs up for both, are told."""
    await planned(stage, repeat=Repeat.ONCE)
    evening = stage.evening
    plan = Schedule(wish=Wish(title=stage.example("other_title")))
    offer = await evening.ask(lambda _: evening.scheduling.schedule(stage.caller(), plan, WHEN))
    stage.answer("clash_preview", offer)
    await take(stage, offer, "offer.announce")
    second, caller = list(evening.store.mixers)[-1], stage.caller(GUESTS[0])
    told = await evening.ask(lambda _: evening.invitations.sign_up(caller, second, Card()))
    stage.answer("clash_signup", told)
    await stage.until(evening.mixer.opens_at - minutes(9))
    clash = next(m for m in evening.venue.messages if m.key == "gone:clash")
    stage.keep("broken_clash", stage.phone.post(clash.texts[-1]))
