"""The guest list and a host's hands, a quiet word to hosts, and friends who come together."""

from __future__ import annotations

from dataclasses import replace

from bot.core.text import Answer, Hand
from bot.core.times.recurrence import Repeat
from tests.engine.seating.rooms_in_view import SECOND, leave, room_of, sitting
from tests.evening import GUESTS, GUILD, HOST, minutes
from tests.tour.aside import planned
from tests.tour.before import SHOWN
from tests.tour.stage import Stage

ONE, FRIEND = GUESTS[0], GUESTS[1]
LATE, LATER, NEVER = 107, 108, 109


async def press(stage: Stage, hand: Hand, about: int = 0, chosen: int = 0, *, manages: bool = False) -> Answer:
    """The host uses a hand."""
    guests, id, who = stage.evening.use_cases.guests, stage.evening.mixer.id, stage.caller()
    who = replace(who, manages_server=manages)
    return await stage.evening.ask(lambda _: guests.press(who, hand, id, about, chosen))


async def guests(stage: Stage) -> None:
    """From the sign-up with a friend to the admin who lets somebody come again."""
    await planned(stage, repeat=Repeat.ONCE)
    await _ahead(stage)
    evening = stage.evening
    evening.gather(HOST, *GUESTS)
    await stage.until(evening.mixer.opens_at + minutes(1))
    await _report(stage)
    await _people(stage)
    await _rooms(stage)
    await _together(stage)
    await _afterwards(stage)


async def _ahead(stage: Stage) -> None:
    """Before the hour: friends, and whom a host adds, or takes off the list."""
    evening, id = stage.evening, stage.evening.mixer.id
    stage.answer("guests_nobody", await press(stage, "person", chosen=NEVER))
    stage.answer("guests_added", await press(stage, "add", NEVER))
    stage.answer("guests_struck", await press(stage, "strike", NEVER))
    invitations, one = evening.invitations, stage.caller(ONE)
    stage.answer("friend_ask", await invitations.choose(one, "bring", id))
    stage.answer("friend_kept", await evening.ask(lambda _: invitations.bring(one, id, FRIEND)))
    stage.answer("guests_ahead", await evening.ask(lambda _: evening.use_cases.guests.show(stage.caller())))
    stage.answer("friend_shown", await evening.members.show_me(one))


async def _report(stage: Stage) -> None:
    """Somebody tells the hosts quietly of somebody who sits with them."""
    evening, reports, id = stage.evening, stage.evening.use_cases.reports, stage.evening.mixer.id
    number = 3 - (room_of(evening, HOST) or 1)
    one, other, *_ = sorted(sitting(evening)[number])
    stage.answer("report_ask", await reports.ask(stage.caller(one), id, number))
    stage.answer("report_done", await evening.ask(lambda _: reports.tell(stage.caller(one), id, number, other)))
    await evening.run_for(SHOWN)
    stage.post("report_told", "quietly:")
    evening.gather(LATE, LATER)
    leave(evening, max(sitting(evening)[number]))
    stage.answer("guests_list", await press(stage, "guest_list"))
    stage.answer("guests_person", await press(stage, "person", chosen=other))
    await stage.refused("guests_no_mute", press(stage, "mute", other))
    evening.venue.servers[GUILD].granted.add("mute_members")
    stage.answer("guests_muted", await press(stage, "mute", other))
    stage.answer("guests_list_muted", await press(stage, "guest_list"))
    stage.answer("muted_shown", await evening.members.show_me(stage.caller(other)))
    stage.answer("guests_unmuted", await press(stage, "unmute", other))
    await press(stage, "mute", other)
    evening.venue.servers[GUILD].granted.discard("mute_members")
    stage.answer("guests_out", await press(stage, "take_out", other))
    evening.venue.go(GUILD, other, evening.venue.add_channel(GUILD, "Games night"))
    await evening.run_for(SECOND)
    stage.letter("still_muted", "still muted")
    stage.answer("guests_back_in", await press(stage, "let_back", other))
    await press(stage, "take_out", other)
    stage.answer("guests_kept_out", await press(stage, "keep_out", other))
    await stage.refused("guests_out_join", evening.press_join(other))
    stage.answer("out_shown", await evening.members.show_me(stage.caller(other)))
    stage.answer("guests_list_out", await press(stage, "guest_list"))


async def _people(stage: Stage) -> None:
    """Who sits with whom."""
    evening = stage.evening
    number = room_of(evening, HOST) or 1
    user = next(user for user in sitting(evening)[3 - number])
    stage.answer("guests_moved", await press(stage, "move", user, number))
    stage.answer("guests_beside", await press(stage, "beside", user, HOST))
    stage.answer("guests_apart", await press(stage, "apart", user, HOST))
    await evening.run_for(SHOWN)


async def _rooms(stage: Stage) -> None:
    """All of them at once, and rooms."""
    stage.answer("guests_pair", await press(stage, "pair"))
    await stage.evening.run_for(SHOWN)
    stage.answer("guests_mix", await press(stage, "mix"))
    stage.answer("guests_mixed", await press(stage, "mix_now"))
    await stage.evening.run_for(SHOWN)
    number = max(sitting(stage.evening))
    stage.answer("guests_room", await press(stage, "place", chosen=number))
    stage.answer("guests_closed", await press(stage, "close_room", number))
    await stage.evening.run_for(SHOWN)


async def _together(stage: Stage) -> None:
    """Everybody to the lobby, and back."""
    evening = stage.evening
    stage.answer("guests_gather", await press(stage, "gather"))
    stage.answer("guests_gathered", await press(stage, "gather_still"))
    await evening.run_for(SHOWN)
    stage.post("together", "together:")
    stage.answer("together_join", await evening.press_join(NEVER))
    stage.answer("guests_sent_back", await press(stage, "back"))
    await evening.run_for(SHOWN)


async def _afterwards(stage: Stage) -> None:
    """What hosts did, and who came; an admin lets somebody come again."""
    evening = stage.evening
    stage.answer("guests_deeds", await press(stage, "deeds", manages=True))
    (out,) = evening.mixer.shut_out
    admin, use_cases = replace(stage.caller(), manages_server=True), evening.use_cases.guests
    stage.answer("guests_readmitted", await evening.ask(lambda _: use_cases.readmit(admin, str(admin.guild_id), out)))
    await stage.until(evening.mixer.closes_at + minutes(5))
    stage.answer("guests_came", await evening.ask(lambda _: use_cases.show(stage.caller())))
