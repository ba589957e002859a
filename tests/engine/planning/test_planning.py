"""An evening that is planned: announced after a preview, changed, listed, handed over, called off."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.community.settings import Community
from bot.core.lifecycle.phase import Ending
from bot.core.lifecycle.rescheduling import UNDO
from bot.core.posts.head_count import people
from bot.core.text import Moment, Offer, People, Question, Quoted, Refusal
from tests.engine.planning.planned import (
    HOUR,
    announce,
    cancel,
    card,
    edit,
    keys,
    labels,
    lines_of,
    messages,
    plan_of,
    planning,
    press,
    preview,
    run_to,
    said,
    shown,
    sign_up,
)
from tests.evening import GUESTS, GUILD, HOST, START, Evening, check, minutes

FRIEND = 150


# Planning and announcing.


async def test_a_host_sees_first_what_will_be_announced_and_nobody_else_sees_anything() -> None:
    evening = planning()
    offer = await preview(evening, common_ground="career changers", for_roles=(7, 8), capacity=12, rounds=2)
    assert keys(offer)[0] == "schedule.preview"
    assert labels(offer)[:2] == ["offer.announce", "offer.announce_ping"]
    assert not evening.store.mixers
    assert not evening.venue.acts
    done = await press(evening, offer)
    assert keys(done) == ["schedule.done"]
    assert shown(done, "at") == Moment(HOUR, full=True)  # type: ignore[arg-type]
    posted = card(evening)
    previewed: Quoted = shown(offer.texts[0], "card")
    assert (posted.key, posted.values) == (previewed.text.key, previewed.text.values)


async def test_what_is_in_common_is_guessed_and_put_right_by_one_press() -> None:
    evening = planning()
    offer = await preview(evening, common_ground="career changers")
    assert "schedule.ground_group" in keys(offer)
    assert labels(offer) == ["offer.announce", "offer.ground_topic", "offer.ground_joined"]
    again = await press(evening, offer, "offer.ground_joined")
    assert "schedule.ground_joined" in keys(again)
    await press(evening, again)
    assert evening.mixer.ground == "joined"
    await edit(evening, common_ground="changing careers")
    assert evening.mixer.ground == "topic", "what was said of another is not kept"


async def test_where_nothing_is_in_common_nothing_is_asked_about_it() -> None:
    offer = await preview(planning())
    assert labels(offer) == ["offer.announce"]
    assert not [key for key in keys(offer) if "ground" in key]


async def test_every_room_begins_with_the_question_that_was_planned_for_the_evening() -> None:
    evening = planning()
    await announce(evening, first_question=" What about {common_ground}? ", common_ground="tea")
    evening.gather(*GUESTS[:8])
    await run_to(evening, HOUR + minutes(2))
    assert len(evening.mixer.rooms) > 1
    for room in evening.mixer.rooms:
        assert evening.mixer.own_words(room.questions.now) == "What about {common_ground}?"
    welcome = messages(evening, "welcome")[0].texts[-1]
    assert welcome.values["question"] == Question(
        evening.mixer.rooms[0].questions.now, "tea", "What about {common_ground}?"
    )
    with pytest.raises(Refusal, match=r"questions\.placeholder"):
        await preview(planning(), first_question="What about {topic}?")


async def test_the_card_says_what_when_for_whom_and_how_many_and_has_three_buttons() -> None:
    evening = planning()
    await announce(evening, common_ground="career changers", for_roles=(7, 8), capacity=12, rounds=2, length=45)
    text = card(evening)
    assert text.buttons == ("join", "cant", "what")
    assert [shown(text, name) for name in ("title", "at", "in", "length", "size")] == [
        "Tea",
        Moment(HOUR, full=True),
        Moment(HOUR, relative=True),
        45,
        3,
    ]
    lines = lines_of(text)
    assert list(lines) == [
        *("invitation.host", "invitation.ground", "invitation.whom", "invitation.rounds", "invitation.ear"),
        *("invitation.unnamed", "invitation.how", "invitation.places_first"),
    ]
    assert lines["invitation.places_first"].values["capacity"] == 12
    assert messages(evening, "announcement")[0].channel_id == evening.home
    await sign_up(evening, *GUESTS, roles=(7,))
    await evening.run_for(minutes(1))
    assert lines_of(card(evening))["invitation.places"].values["people"] == people(len(GUESTS))


async def test_an_offer_is_for_whom_it_was_made_and_for_once() -> None:
    evening = planning()
    offer = await preview(evening)
    with pytest.raises(Refusal, match=r"offer\.old"):
        await press(evening, offer, by=GUESTS[0])
    await press(evening, offer)
    with pytest.raises(Refusal, match=r"offer\.old"):
        await press(evening, offer)
    assert len(evening.store.mixers) == 1


async def test_an_evening_whose_time_has_come_before_it_is_confirmed_is_not_announced() -> None:
    evening = planning()
    offer = await preview(evening, "5")
    await evening.run_for(minutes(6))
    with pytest.raises(Refusal, match=r"when\.past"):
        await press(evening, offer)
    assert not evening.store.mixers


async def test_what_cannot_be_is_refused_before_anything_is_shown() -> None:
    evening = planning()
    impossible: dict[str, dict[str, Any]] = {
        "schedule.capacity": {"capacity": 2},
        "start.title": {"title": "T" * 81},
        "start.length": {"length": 91},
        "start.rounds": {"rounds": 5},
    }
    for wrong, options in impossible.items():
        with pytest.raises(Refusal, match=wrong.replace(".", r"\.")):
            await preview(evening, **options)
    with pytest.raises(Refusal, match=r"when\.unreadable"):
        await preview(evening, "some day")
    with pytest.raises(Refusal, match="not_host"):
        await preview(evening, by=GUESTS[0])
    evening.venue.servers[GUILD].lacking = {"manage_channels"}
    with pytest.raises(Refusal, match=r"start\.permissions"):
        await preview(evening)
    evening.venue.servers[GUILD].available = False
    with pytest.raises(Refusal, match="unavailable"):
        await preview(evening)


async def test_without_a_lobby_chosen_it_is_the_hosts_voice_channel() -> None:
    evening = Evening()
    with pytest.raises(Refusal, match=r"schedule\.no_lobby"):
        await preview(evening)
    evening.gather(HOST)
    mixer = await announce(evening)
    assert mixer.lobby_id == evening.lobby


async def test_announcements_go_to_the_chosen_channel_and_elsewhere_if_it_is_gone() -> None:
    evening = planning()
    news = evening.venue.add_channel(GUILD, "news", text=True)
    evening.store.communities[GUILD] = Community(guild_id=GUILD, lobby_id=evening.lobby, announce_id=news)
    assert (await announce(evening)).channel_id == news
    evening.venue.delete(GUILD, news)
    assert (await announce(evening)).channel_id == evening.home


async def test_a_server_can_plan_no_more_evenings_than_can_be_chosen_from() -> None:
    evening = planning()
    late = await preview(evening, title="One too many")
    for number in range(25):
        await announce(evening, f"{100 + number}")
    with pytest.raises(Refusal, match=r"schedule\.most"):
        await preview(evening)
    with pytest.raises(Refusal, match=r"schedule\.most"):
        await press(evening, late)
    assert len(evening.scheduling.titles(GUILD, "")) == 25
    assert len(await evening.ask(lambda _: evening.scheduling.upcoming(evening.caller()))) == 25


async def test_a_host_is_told_what_only_they_need_to_know() -> None:
    evening = planning(time_zone="Europe/Berlin")
    offer = await preview(evening, capacity=6, rounds=4)
    assert keys(offer)[1:] == ["schedule.too_small", "schedule.zone"]
    assert shown(offer.texts[-1], "zone") == "Europe/Berlin"
    assert keys(await preview(evening, rounds=1))[1:] == ["schedule.zone"]


async def test_the_time_zone_of_a_server_is_chosen_by_a_host() -> None:
    evening = planning()
    with pytest.raises(Refusal, match=r"zone\.unknown"):
        await evening.ask(lambda _: evening.scheduling.live_in(evening.caller(), "Mars/Base"), starting=True)
    with pytest.raises(Refusal, match="not_host"):
        await evening.ask(lambda _: evening.scheduling.live_in(evening.caller(GUESTS[0]), "UTC"), starting=True)
    await evening.ask(lambda _: evening.scheduling.live_in(evening.caller(), "Asia/Tokyo"), starting=True)
    assert evening.scheduling.zones("tok")[0] == "Asia/Tokyo"
    mixer = await announce(evening, "2026-05-08T20:00")
    assert mixer.opens_at == START.replace(day=8, hour=11)
    assert mixer.time_zone == "Asia/Tokyo"


# Changing.


async def test_edits_show_on_the_card_and_in_the_calendar() -> None:
    evening = planning()
    await announce(evening)
    assert keys(await edit(evening, title="Coffee", common_ground="bakers", length=45)) == [
        *("edit.done", "edit.title", "edit.length", "edit.ground")
    ]
    await evening.run_for(minutes(1))
    text = card(evening)
    assert (shown(text, "title"), shown(text, "length")) == ("Coffee", 45)
    assert "invitation.ground" in lines_of(text)
    (event,) = evening.venue.servers[GUILD].events.values()
    assert event.name == "Coffee"
    assert evening.mixer.closes_at == HOUR + minutes(45)
    with pytest.raises(Refusal, match=r"edit\.nothing"):
        await edit(evening, title="Coffee")
    with pytest.raises(Refusal, match=r"start\.length"):
        await edit(evening, length=2)
    with pytest.raises(Refusal, match=r"schedule\.capacity"):
        await edit(evening, capacity=2)


async def test_a_new_time_is_confirmed_first_and_told_to_those_who_signed_up() -> None:
    evening = planning(name_guests=True)
    mixer = await announce(evening, "2000")
    await sign_up(evening, *GUESTS[:2])
    offer = await evening.ask(lambda _: evening.use_cases.editing.edit(evening.caller(), None, plan_of(), "2100"))
    assert isinstance(offer, Offer)
    assert (keys(offer), labels(offer)) == (["edit.preview"], ["offer.move"])
    assert evening.mixer.opens_at == mixer.opens_at
    await press(evening, offer)
    moved = START + minutes(2100)
    assert (evening.mixer.opens_at, evening.mixer.closes_at) == (moved, moved + minutes(60))
    await evening.run_for(minutes(1))
    (news,) = messages(evening, "moved")
    assert news.texts[0].pings == GUESTS[:2]
    assert shown(card(evening), "at") == Moment(moved, full=True)
    (event,) = evening.venue.servers[GUILD].events.values()
    assert event.starts_at == moved
    await sign_up(evening, GUESTS[2])
    await evening.run_for(minutes(40))
    assert [text.pings for text in news.texts] == [GUESTS[:2], ()], "who came later knows the time"


async def test_every_new_time_is_told_even_if_it_is_an_old_one() -> None:
    evening = planning()
    await announce(evening, "2000")
    await sign_up(evening, GUESTS[0])
    for when in ("2100", "2000", "2100"):
        await edit(evening, when=(START + minutes(int(when))).replace(tzinfo=None).isoformat())
        await evening.run_for(minutes(2))
    told = [shown(m.texts[0], "at").at for m in messages(evening, "moved")]
    assert told == [START + minutes(when) for when in (2100, 2000, 2100)]


async def test_nobody_is_told_of_a_new_time_who_could_not_know_the_old_one() -> None:
    evening = planning()
    await announce(evening, "2000")
    await edit(evening, when="2100")
    await sign_up(evening, GUESTS[0])
    await evening.run_for(minutes(40))
    assert not messages(evening, "moved")


async def test_a_time_that_has_passed_before_it_is_confirmed_is_refused() -> None:
    evening = planning()
    await announce(evening, "200")
    offer = await evening.ask(lambda _: evening.use_cases.editing.edit(evening.caller(), None, plan_of(), "12"))
    await evening.run_for(minutes(13))
    with pytest.raises(Refusal, match=r"when\.past"):
        await press(evening, offer)
    assert evening.mixer.opens_at == START + minutes(200)


async def test_once_people_gather_it_cannot_be_changed() -> None:
    evening = planning()
    await announce(evening, "30")
    await evening.run_for(minutes(21))
    with pytest.raises(Refusal, match=r"edit\.late"):
        await edit(evening, title="Coffee")


async def test_more_places_are_for_those_who_wait() -> None:
    evening = planning(name_guests=True)
    await announce(evening, capacity=3)
    await sign_up(evening, *GUESTS)
    await edit(evening, capacity=5)
    await evening.run_for(minutes(1))
    assert [s.user_id for s in evening.mixer.coming] == [*GUESTS[:5]]
    assert [m.texts[0].pings for m in messages(evening, "lucky")] == [(GUESTS[3],), (GUESTS[4],)]


async def test_planned_evenings_are_listed_with_how_many_come_and_hand_over_needs_a_member() -> None:
    evening = planning()
    assert keys(await evening.ask(lambda _: evening.scheduling.upcoming(evening.caller()), starting=True)) == [
        "list.none"
    ]
    second = await announce(evening, "200", title="Coffee")
    first = await announce(evening, "100")
    await sign_up(evening, *GUESTS[:2], mixer_id=first.id)
    lines = await evening.ask(lambda _: evening.scheduling.upcoming(evening.caller(GUESTS[0])))
    assert [(shown(line, "title"), shown(line, "count")) for line in lines] == [("Tea", 2), ("Coffee", 0)]
    assert evening.scheduling.titles(GUILD, "cof") == [("Coffee (2026-05-07 23:20)", second.id)]
    evening.venue.servers[GUILD].gone = {666}
    with pytest.raises(Refusal, match=r"hand_over\.stranger"):
        await evening.ask(lambda _: evening.scheduling.hand_over(evening.caller(), second.id, 666))
    with pytest.raises(Refusal, match="not_host"):
        await evening.cancel(second.id, caller=evening.caller(FRIEND))
    done = await evening.ask(lambda _: evening.scheduling.hand_over(evening.caller(), second.id, FRIEND))
    assert shown(done, "host") == People((FRIEND,))
    await evening.cancel(second.id, caller=evening.caller(FRIEND))
    await evening.run_for(UNDO)
    assert evening.store.mixers[second.id].ending is Ending.CANCELLED
    with pytest.raises(Refusal, match="not_host"):
        await evening.cancel(first.id, caller=evening.caller(FRIEND))


async def test_a_cancelled_evening_says_so_and_can_be_joined_no_more() -> None:
    evening = planning(name_guests=True)
    mixer = await announce(evening)
    await sign_up(evening, *GUESTS[:2])
    assert (await cancel(evening)).key == "cancel.done"
    await evening.run_for(minutes(2))
    assert said(evening, "goodbye") == ["invitation.called_off"]
    assert messages(evening, "goodbye")[0].texts[0].pings == GUESTS[:2], "nobody comes for nothing"
    assert card(evening, mixer.id).key == "announcement.off"
    assert [event.state for event in evening.venue.servers[GUILD].events.values()] == ["cancelled"]
    with pytest.raises(Refusal, match=r"join\.over"):
        await sign_up(evening, GUESTS[3], mixer_id=mixer.id)
    check(evening)


async def test_however_many_have_signed_up_all_are_told_that_it_is_called_off() -> None:
    evening = planning(name_guests=True)
    await announce(evening, capacity=60)
    crowd = tuple(range(10_000, 10_070))
    await sign_up(evening, *crowd, remind=True)
    await cancel(evening)
    await evening.run_for(minutes(2))
    told = messages(evening, "goodbye")
    public = [message for message in told if message.channel_id]
    assert [user for message in public for user in message.texts[0].pings] == [*crowd[:60]]
    assert [message.texts[-1].key for message in public] == ["goodbye.cancelled"] * 2, "and then it names nobody"
    waiting = [int(message.key.rpartition(":")[2]) for message in told if not message.channel_id]
    assert waiting == [*crowd[60:]], "who waited was named nowhere, and is not named now"
    check(evening)


async def test_an_evening_nobody_had_signed_up_for_is_called_off_without_calling_anybody() -> None:
    evening = planning()
    await announce(evening)
    await cancel(evening)
    await evening.run_for(minutes(2))
    assert said(evening, "goodbye") == ["goodbye.cancelled"]
    assert not messages(evening, "goodbye")[0].texts[0].pings
