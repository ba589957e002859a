"""What a host has in hand: an evening begun early or later, changed, taken back, and told of beforehand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.core.planning.schedule import Schedule
from bot.core.planning.start import Wish
from bot.core.text import Answer
from bot.core.times.recurrence import Repeat
from bot.ui.forms import ZoneForm
from tests.evening import GUESTS, GUILD, HOST, minutes
from tests.tour.aside import start
from tests.tour.before import WHEN, cards, sign_up, take
from tests.tour.stage import MEMBERS, Stage

WEEKLY = "2026-12-03T20:00"


async def announced(stage: Stage, people: int = 4, repeat: Repeat = Repeat.ONCE, **said: str) -> None:
    """An evening on a clean sheet, with so many who signed up."""
    stage.clear(name_guests=False)
    scheduling = stage.evening.scheduling
    wish = Wish(title=stage.example("title"))
    plan = Schedule(wish=wish, for_roles=(MEMBERS,), repeat=repeat, **said)  # type: ignore[arg-type]
    offer = await stage.evening.ask(lambda _: scheduling.schedule(stage.caller(), plan, WHEN), starting=True)
    await take(stage, offer, "offer.announce_ping" if said else "offer.announce")
    told = cards(stage)
    for user in GUESTS[:people]:
        await sign_up(stage, user, told[user])


async def begin(stage: Stage) -> Answer:
    """The host types /mixer start."""
    return await stage.evening.ask(lambda r: r.start(stage.caller(), Wish()))


async def beginning(stage: Stage) -> None:
    """Somebody is missed, then fewer than three are there; it begins later, and then early."""
    await announced(stage, 5)
    evening, hour = stage.evening, stage.evening.mixer.opens_at
    await stage.until(hour - minutes(5))
    evening.gather(*GUESTS[:2])
    stage.answer("early_few", await begin(stage))
    evening.gather(HOST, *GUESTS[2:4])
    asked = stage.answer("early_ask", await begin(stage))
    evening.venue.go(GUILD, HOST, evening.home)
    stage.answer("early_other", await begin(stage))
    stage.answer("early_later", await take(stage, asked, "offer.wait"))
    stage.answer("early_begun", await take(stage, asked, "offer.begin"))


async def calling_off(stage: Stage) -> None:
    """Of a series one evening is called off, and that is taken back; then all; and one that is under way."""
    await announced(stage, repeat=Repeat.WEEKLY)
    ending = stage.evening.use_cases.ending
    asked = stage.answer("cancel_sure_series", await ending.cancel(stage.caller()))
    undone = stage.answer("cancel_soon", await take(stage, asked, "offer.cancel_all"))
    stage.answer("undone", await take(stage, undone, "offer.undo"))
    await announced(stage)
    stage.answer("cancel_sure", await ending_of(stage))
    stage.clear(listening=False)
    stage.answer("started_unheard", await start(stage, 4))
    await stage.evening.run_for(minutes(2))
    stage.answer("cancel_sure_open", await ending_of(stage))


async def ending_of(stage: Stage) -> Answer:
    """What the host is asked who types /mixer cancel."""
    return await stage.evening.ask(lambda _: stage.evening.use_cases.ending.cancel(stage.caller()))


async def changing(stage: Stage) -> None:
    """An evening of a series is changed: which ones are meant, what was changed, and back again."""
    await announced(stage, 5, Repeat.WEEKLY)
    editing, ground = stage.evening.use_cases.editing, stage.word("rehearsal.ground")
    wish = Wish(title=stage.example("now"), length=45, common_ground=ground, room_size=3, rounds=2)
    plan = Schedule(
        wish=wish, capacity=3, evenings=6, description=stage.example("remark"), picture=stage.example("picture")
    )
    caller = stage.caller()
    asked = stage.answer("edit_which", await editing.edit(caller, None, plan, None))
    done = await stage.evening.ask(lambda _: stage.evening.press_below(asked, "offer.edit_one", by=caller))
    stage.answer("edited_once", done)
    stage.answer("edit_undone", await take(stage, done, "offer.undo"))
    asked = await editing.edit(caller, None, plan, None)
    stage.answer("edited_all", await take(stage, asked, "offer.edit_all"))
    nothing = Schedule(wish=Wish(common_ground="-"), capacity=0, evenings=0, for_roles=(), description="-", picture="-")
    asked = await editing.edit(caller, None, nothing, None)
    stage.answer("edited_away", await take(stage, asked, "offer.edit_all"))


async def words(stage: Stage) -> None:
    """A card with a description and a picture; words to those who signed up; hosts read them again."""
    await announced(stage, 2, description=stage.example("remark"), picture=stage.example("picture"))
    evening = stage.evening
    await evening.run_for(timedelta(seconds=30))
    events = evening.venue.servers[GUILD].events
    (event,) = events.values()
    events[event.id] = replace(event, interested=4)
    evening.venue.on_change(GUILD)
    await evening.run_for(timedelta(seconds=30))
    stage.post("card_told", "announcement")
    say, notice = evening.use_cases.broadcasting.broadcast, stage.example("notice")
    asked = stage.answer("word_ask", await evening.ask(lambda _: say(stage.caller(), None, notice)))
    stage.answer("word_done", await take(stage, asked, "offer.send"))
    await evening.run_for(minutes(1))
    stage.post("word", "word")
    stage.answer("status_words", await evening.reception.status(stage.caller()))
    await stage.until(evening.mixer.opens_at - timedelta(days=1))
    stage.post("remind_interested", "remind:1440")
    stage.form("zone_form", ZoneForm(stage.phone.messages, stage.language, stage.example("zone")))
