"""What not every evening has: new tables, few people, a host who does not come, an evening that is called off."""

from __future__ import annotations

from datetime import timedelta

from bot.core.community.card import Card
from bot.core.lifecycle.events import Edited
from bot.core.lifecycle.facts import TWO_FACTOR
from bot.core.planning.schedule import Schedule
from bot.core.planning.start import Wish
from bot.core.text import Answer
from bot.core.times.recurrence import Repeat
from bot.ports import Forbidden, NotDone
from tests.engine.seating.rooms_in_view import channel, left, sitting
from tests.evening import GUESTS, GUILD, HOST, minutes
from tests.fake_venue import Failure
from tests.tour.before import WHEN, sign_up, take
from tests.tour.before import cards as said
from tests.tour.stage import HOSTS, PEOPLE, Stage


async def start(
    stage: Stage,
    people: int,
    *,
    title: str = "now",
    ground: str = "",
    length: int = 60,
    room_size: int = 4,
    rounds: int = 1,
) -> Answer:
    """So many gather, and the host starts a mixer now."""
    evening = stage.evening
    evening.gather(*PEOPLE[:people])
    shared = stage.example(ground) if ground else ""
    chosen = Wish(title=stage.example(title), common_ground=shared, length=length, room_size=room_size, rounds=rounds)
    return await evening.ask(lambda r: r.start(stage.caller(), chosen), starting=True)


async def new_tables(stage: Stage) -> None:
    """Nine people in rooms of three, in two rounds; rooms grow empty; the host ends it."""
    stage.clear()
    evening = stage.evening
    stage.answer("started", await start(stage, 9, ground="ground_joined", room_size=3, rounds=2, length=30))
    await evening.run_for(minutes(1))
    stage.post("welcome_short", "welcome:1", key="room.welcome")
    stage.answer("status_rounds", await evening.reception.status(stage.caller()))
    await evening.run_for(minutes(13) + timedelta(seconds=5))
    stage.post("change", "change:1", key="room.change")
    await evening.run_for(minutes(3))
    number = next(number for number, users in sitting(evening).items() if HOST not in users)
    user, _ = await left(evening, 2, of=number)
    await evening.run_for(timedelta(seconds=62))
    stage.post("few_2", "few", number, key="room.few_2")
    stage.answer("content", await stage.pressed(user, "content", number))
    await left(evening, 1, of=number)
    await evening.run_for(timedelta(seconds=14))
    stage.post("few_1", "few", number, key="room.few_1")
    stage.post("joining", "joining", key="room.joining")
    board, id = evening.use_cases.board, evening.mixer.id
    stage.answer("heir", await board.press(stage.caller(), "hand_over", id))
    stage.answer("handed", await evening.ask(lambda _: board.hand_over(stage.caller(), id, GUESTS[0])))
    stage.post("new_host", "handed", key="hand_over.told")
    sure = await board.press(stage.caller(), "finish", id)
    stage.answer("ended", await take(stage, sure, "offer.end"))
    await evening.run_for(minutes(2))
    stage.post("closed", "goodbye", key="goodbye.host")


async def few(stage: Stage) -> None:
    """One is left alone, and others come to them; then there is no other room any more, and no host who answers."""
    stage.clear()
    evening = stage.evening
    await start(stage, 8)
    await evening.run_for(minutes(2))
    user = min(sitting(evening)[1])
    await evening.members.avoid(stage.caller(max(sitting(evening)[2])), user, avoids=True)
    await left(evening, 1, of=1)
    await evening.run_for(timedelta(seconds=14))
    stage.post("parting", "joining", key="room.parting")
    stage.clear()
    evening = stage.evening
    await start(stage, 4)
    evening.venue.servers[GUILD].roles[109] = frozenset({HOSTS})
    evening.gather(109)
    await evening.run_for(minutes(2))
    one, other, *_ = sorted(sitting(evening)[1])
    stage.answer("avoid_here", await evening.members.avoid(stage.caller(one), other, avoids=True))
    await evening.members.avoid(stage.caller(one), other, avoids=False)
    await stage.pressed(GUESTS[0], "call", 1)
    await evening.run_for(timedelta(seconds=62))
    stage.post("call_goes_on", "unanswered", key="room.call_goes_on")
    await evening.run_for(minutes(2))
    stage.post("call_unanswered", "unanswered", key="room.call_unanswered")
    await left(evening, 1)
    await evening.run_for(minutes(2))
    stage.post("alone", "few", key="room.alone")


async def planned(stage: Stage, *, repeat: Repeat = Repeat.WEEKLY, rounds: int = 1, **settings: bool) -> list[Answer]:
    """An evening on a clean sheet, with two who signed up; what the host and they were answered."""
    stage.clear(**settings)
    scheduling = stage.evening.scheduling
    plan = Schedule(wish=Wish(title=stage.example("title"), rounds=rounds), repeat=repeat)
    offer = await stage.evening.ask(lambda _: scheduling.schedule(stage.caller(), plan, WHEN), starting=True)
    await take(stage, offer, "offer.announce")
    return [offer, *[await sign_up(stage, user, said(stage)[user]) for user in GUESTS[:2]]]


async def variants(stage: Stage) -> None:
    """An evening whose tables change often, in a server whose invitations name who comes."""
    offer, _, told = await planned(stage, rounds=4, name_guests=True)
    stage.answer("preview_rounds", offer)
    stage.answer("in_named", told)
    await stage.evening.run_for(minutes(1))
    stage.post("card_named", "announcement")
    one = stage.caller(GUESTS[0])
    id, press = stage.evening.mixer.id, stage.evening.invitations.press
    stage.answer("withdrawn_named", await stage.evening.ask(lambda _: press(one, "cant", id)))
    stage.clear()
    stage.answer("repeats", await start(stage, 8, rounds=3))
    stage.answer("repeats_smaller", await start(stage, 9, room_size=5, rounds=2))


async def broken(stage: Stage) -> None:
    """Rooms are deleted by hand, a permission is taken away, the bot is away for the whole hour."""
    stage.clear()
    evening = stage.evening
    await start(stage, 6, room_size=3)
    await evening.run_for(minutes(2))
    evening.venue.servers[GUILD].lacking.add("move_members")
    evening.venue.delete(GUILD, channel(evening, 1))
    await evening.run_for(minutes(1))
    stage.post("room_lost", "lost")
    evening.gather(108)
    await evening.ask(lambda r: r.join(stage.caller(108), evening.mixer.id))
    await evening.run_for(minutes(1))
    stage.post("missing", "missing")
    stage.answer("status_broken", await evening.reception.status(stage.caller()))
    evening.venue.servers[GUILD].lacking.clear()
    evening.venue.delete(GUILD, channel(evening, 2))
    await evening.run_for(minutes(2))
    stage.post("rooms_gone", "goodbye", key="goodbye.rooms_gone")
    await planned(stage, repeat=Repeat.ONCE)
    evening, hour = stage.evening, stage.evening.mixer.opens_at
    await stage.until(hour - minutes(30))
    evening.down_for = timedelta(hours=3)
    await evening.kill()
    await stage.until(hour + timedelta(hours=4))
    stage.post("slept", "goodbye", key="goodbye.slept")


async def called_off(stage: Stage) -> None:
    """Too few come, or the host calls it off: once, or for good; with the next date where there is one."""
    await planned(stage)
    evening, id = stage.evening, stage.evening.mixer.id
    hour = evening.store.mixers[id].opens_at
    await stage.until(hour - minutes(10))
    evening.gather(*GUESTS[:2])
    await stage.until(hour, seconds=30)
    stage.answer("status_gathering", await evening.reception.status(stage.caller()))
    stage.post("lobby_waiting", "lobby", key="lobby.waiting")
    await stage.until(hour + minutes(6))
    stage.post("few", "goodbye", key="goodbye.next")
    await planned(stage)
    evening = stage.evening
    stage.answer("skipped", await evening.cancel(caller=stage.caller()))
    await evening.run_for(minutes(1))
    stage.post("cancelled_next", "goodbye", key="goodbye.next")
    await planned(stage, repeat=Repeat.ONCE)
    await sign_up(stage, GUESTS[2], Card(remind=True))
    evening = stage.evening
    stage.answer("cancelled", await evening.cancel(caller=stage.caller()))
    await evening.run_for(minutes(1))
    stage.post("cancelled_card", "goodbye:to", key="invitation.called_off")
    stage.clear()
    evening = stage.evening
    await start(stage, 4)
    await evening.run_for(minutes(2))
    stage.answer("cancelled_open", await evening.cancel(caller=stage.caller()))


async def silent_host(stage: Stage) -> None:
    """The host takes no direct messages: the numbers come into the channel."""
    stage.clear()
    evening = stage.evening
    evening.venue.servers[GUILD].closed.add(HOST)
    await start(stage, 6, room_size=3, length=30)
    await evening.run_for(minutes(45))
    stage.letter("recap_here", "recap here")
    stage.answer("recap_bare", await evening.goodbyes.recap(stage.caller()))
    stage.answer("weeks_new", await evening.goodbyes.weeks(stage.caller()))


async def hindered(stage: Stage) -> None:
    """Discord refuses rooms for what is no permission of the bot's role, or for no reason that it tells."""
    for name, error, tries in (
        ("two_factor", Forbidden(TWO_FACTOR), 1),
        ("unseen", Forbidden("view_channel"), 1),
        ("refused", NotDone("rooms"), 10),
    ):
        stage.clear()
        evening = stage.evening
        evening.venue.failures = dict.fromkeys(range(1, tries + 1), Failure(error))
        await start(stage, 4)
        await evening.run_for(minutes(3))
        stage.post(name, "missing", key=f"mixer.{name}")


async def unopened(stage: Stage) -> None:
    """Places are kept for a while; then no room can be opened in the whole hour."""
    await planned(stage, repeat=Repeat.ONCE)
    evening, id = stage.evening, stage.evening.mixer.id
    await evening.conductor.tell(id, Edited({"capacity": 4}))
    for user in GUESTS[:4]:
        await sign_up(stage, user, Card())
    evening.venue.servers[GUILD].lacking.add("manage_channels")
    await stage.until(evening.mixer.opens_at - minutes(5))
    evening.gather(GUESTS[0], *GUESTS[4:])
    await stage.until(evening.mixer.opens_at + minutes(1))
    stage.post("lobby_waiting_places", "lobby", key="lobby.waiting_places")
    await stage.until(evening.mixer.opens_at + minutes(7))
    stage.post("stuck", "announcement", key="announcement.stuck")
    stage.post("lobby_stuck", "lobby", key="lobby.stuck")
    await stage.until(evening.mixer.closes_at + minutes(2))
    stage.post("unopened", "goodbye", key="goodbye.unopened")
    stage.post("off", "announcement", key="announcement.off")
    stage.post("lobby_off", "lobby", key="lobby.off")


async def host_away(stage: Stage) -> None:
    """A host who does not come, and takes no direct messages; two are left at the vote."""
    await planned(stage, repeat=Repeat.ONCE, name_guests=True)
    evening, id = stage.evening, stage.evening.mixer.id
    evening.venue.servers[GUILD].closed.add(HOST)
    await stage.until(evening.mixer.opens_at - minutes(1))
    evening.gather(*GUESTS[:4])
    await stage.until(evening.mixer.opens_at + minutes(2))
    stage.post("tidied", "remind", key="invitation.tidied")
    await left(evening, 2, of=1)
    await stage.until(evening.mixer.closes_at - minutes(3))
    stage.post("ballot_two", "ballot", key="room.ballot_two")
    two = min(sitting(evening)[1])
    stage.answer("ballot_ask_two", await stage.pressed(two, "ballot", 1))
    await stage.until(evening.mixer.closes_at + minutes(2))
    desk = evening.goodbyes
    stage.answer("feedback_host", await desk.ask(stage.caller(), id))
    for user, face in zip(GUESTS, (0, 1, 0), strict=False):
        await desk.rate(stage.caller(user), id, face)
    await desk.remark(stage.caller(GUESTS[0]), id, stage.example("remark"))
    await evening.run_for(timedelta(days=2))
    stage.answer("feedback_once", await desk.ask(stage.caller(), id))


async def about_a_host(stage: Stage) -> None:
    """What is kept about somebody who has hosted, hosts again and sits there, has voted, is asked, and is forgotten."""
    stage.clear()
    evening, host = stage.evening, stage.caller()
    await start(stage, 4, title="title", length=30)
    await evening.run_for(minutes(35))
    first = evening.mixer.id
    await evening.goodbyes.rate(host, first, 0)
    await evening.goodbyes.remark(host, first, stage.example("remark"))
    await start(stage, 4)
    await evening.run_for(minutes(2))
    second = list(evening.store.mixers.values())[-1]
    assert second.id != first
    notice = stage.example("notice")
    await evening.ask(lambda _: evening.use_cases.broadcasting.broadcast(host, second.id, notice))
    await stage.until(second.closes_at - minutes(3))
    offer = await evening.ask(lambda _: evening.roomside.press(host, "ballot", second.id, 1))
    await take(stage, offer, "offer.stay")
    plan = Schedule(wish=Wish(title=stage.example("title")))
    await evening.ask(lambda _: evening.scheduling.schedule(host, plan, WHEN))
    stage.answer("show_host", await evening.members.show_me(host))
    await evening.members.forget_me(host)
    stage.answer("show_forgotten", await evening.members.show_me(host))
