"""What Discord's calendar would refuse, or shows in its own way."""

from __future__ import annotations

from dataclasses import replace

from bot.core.lifecycle.events import Event
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.phase import Ending
from bot.core.lifecycle.scheduled_event import EditEvent
from bot.core.reconcile.acts import Act
from tests.engine.planning.planned import announce, edit, planning
from tests.engine.planning.test_scheduled_event import announced, by_hand, event
from tests.evening import GUESTS, GUILD, minutes

LENGTH = minutes(30)


async def test_no_event_is_made_so_shortly_before_that_discord_would_refuse_it() -> None:
    evening = planning()
    await announce(evening, "1")
    evening.gather(*GUESTS[:4])
    await evening.run_for(minutes(75))
    assert not evening.venue.servers[GUILD].events
    assert evening.mixer.ending is Ending.TIME


async def test_a_name_that_discord_shows_differently_is_not_asked_for_again_and_again() -> None:
    evening = await announced("2000")
    plain = evening.venue.act

    def shown_differently(mixer: Mixer, act: Act) -> Event | None:
        return plain(mixer, replace(act, name=act.name.replace("!", "")) if isinstance(act, EditEvent) else act)

    evening.venue.act = shown_differently
    await edit(evening, title="Coffee!")
    await evening.run_for(minutes(10))
    assert len([act for _, act in evening.venue.acts if isinstance(act, EditEvent)]) <= 11
    assert evening.mixer.title == "Coffee!"


async def test_a_title_that_is_too_long_for_us_is_cut_in_both_places_and_can_be_edited_again() -> None:
    evening = await announced()
    await by_hand(evening, name="C" * 100)
    assert evening.mixer.title == event(evening).name == "C" * 80
    await edit(evening, length=45)
    assert evening.mixer.title == "C" * 80
