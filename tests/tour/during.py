"""What is seen in the hour and after it: the rooms, the host's board, the end, the days that follow, what is kept."""

from __future__ import annotations

from datetime import timedelta

from bot.core.text import Answer
from bot.ui.forms import NoticeForm, RemarkForm
from tests.engine.afterwards.goodbyes import menu
from tests.engine.seating.rooms_in_view import room_of, sitting
from tests.evening import GUESTS, GUILD, HOST, minutes
from tests.tour.before import SHOWN, cards, take
from tests.tour.stage import Stage

COMERS = (HOST, *GUESTS[:2], *GUESTS[3:5], 107)
"""Who is in the lobby at the hour; one more who signed up is not."""


async def begin(stage: Stage) -> None:
    """People are seated; one comes late."""
    evening, hour = stage.evening, stage.evening.mixer.opens_at
    evening.gather(*COMERS)
    await stage.until(hour + timedelta(seconds=5))
    stage.post("links", "links")
    stage.post("links_direct", "direct:link")
    stage.post("open", "announcement", key="announcement.open")
    stage.post("lobby_open", "lobby", key="lobby.open")
    room = room_of(evening, GUESTS[0])
    stage.post("welcome", "welcome", room or 0, key="room.welcome_lines")
    stage.answer("go", await _join(stage, GUESTS[5]))
    evening.gather(GUESTS[5])
    stage.answer("coming", await _join(stage, GUESTS[5]))
    stage.answer("there", await _join(stage, GUESTS[0]))
    await evening.run_for(minutes(2))


async def _join(stage: Stage, user: int) -> Answer:
    return await stage.evening.ask(lambda r: r.join(stage.caller(user), stage.evening.mixer.id))


async def talk(stage: Stage) -> None:
    """In the room with the ear: talk, a silence, a question, and talk again; then what the buttons answer."""
    evening = stage.evening
    (place,) = evening.ears.posts[GUILD]
    number = next(room.number for room in evening.mixer.rooms if room.channel_id == place)
    users = sorted(sitting(evening)[number])
    evening.icebreaker.hears(place, True, evening.now.timestamp())
    await evening.run_for(timedelta(seconds=1))
    stage.post("ear", "ear", number)
    for turn in range(24):
        await _say(stage, place, users[turn % len(users)])
    for _ in range(120):
        await evening.run_for(timedelta(seconds=1))
        if evening.posts("ask:"):
            break
    stage.post("ask", "ask:", number)
    await evening.run_for(timedelta(seconds=5))
    stage.post("board", "board")
    for turn in range(24):
        await _say(stage, place, users[turn % len(users)])
    stage.answer("status", await evening.reception.status(stage.caller()))
    stage.answer("topic", await stage.pressed(users[0], "topic", number))
    stage.answer("hush", await stage.pressed(users[0], "hush", number))
    await _call(stage)
    stage.answer("unheard", await stage.pressed(GUESTS[0], "unheard", room_of(evening, GUESTS[0]) or 0))


async def _say(stage: Stage, place: int, user: int) -> None:
    evening = stage.evening
    evening.icebreaker.heard(place, user, True, evening.now.timestamp())
    await evening.run_for(timedelta(seconds=5))
    evening.icebreaker.heard(place, user, False, evening.now.timestamp())


async def _call(stage: Stage) -> None:
    """Somebody calls the host, who comes; later nobody can."""
    evening, number = stage.evening, 3 - (room_of(stage.evening, HOST) or 1)
    user = min(sitting(evening)[number])
    stage.answer("call", await stage.pressed(user, "call", number))
    stage.post("called", "call:")
    await evening.run_for(SHOWN)
    stage.post("board_called", "board")
    stage.answer("call_coming", await stage.pressed(HOST, "coming", number))
    stage.post("comes", "comes:")


async def command(stage: Stage) -> None:
    """The host's buttons."""
    evening, board, id = stage.evening, stage.evening.use_cases.board, stage.evening.mixer.id
    stage.form("notice_form", NoticeForm(stage.phone.messages, stage.language, id))
    notice = stage.example("notice")
    stage.answer(
        "notice_done", await evening.ask(lambda _: evening.use_cases.broadcasting.broadcast(stage.caller(), id, notice))
    )
    stage.post("notice", "notice:")
    stage.answer("more", await evening.ask(lambda _: board.press(stage.caller(), "more", id)))
    stage.post("extended", "extended:")
    stage.answer("finish", await board.press(stage.caller(), "finish", id))


async def end(stage: Stage) -> None:
    """The signs, the vote, by which one room stays, and the goodbye."""
    evening, hour = stage.evening, stage.evening.mixer.closes_at
    await stage.until(hour - minutes(10))
    stage.post("sign_10", "sign:10", key="room.sign_10")
    stage.post("late", "announcement", key="announcement.late")
    stage.post("lobby_late", "lobby", key="lobby.late")
    await stage.until(hour - minutes(5))
    stage.post("closing_round", "sign:5", key="room.closing_round")
    await stage.until(hour - minutes(3))
    stage.post("ballot", "ballot")
    number = room_of(evening, GUESTS[0]) or 0
    for user in sorted(sitting(evening)[number]):
        offer = await stage.pressed(user, "ballot", number)
        kept = await take(stage, offer, "offer.stay", user)
        if user == GUESTS[0]:
            stage.answer("ballot_ask", offer)
            stage.answer("ballot_kept", kept)
    await stage.until(hour - minutes(1))
    stage.post("stays", "stay:")
    stage.post("sign_1", "sign:1:", key="room.sign_1")
    await stage.until(hour + minutes(5))
    stage.post("sign_5_again", "sign:5")
    await stage.until(hour + minutes(12))
    stage.post("goodbye", "goodbye")
    stage.post("over", "announcement", key="announcement.over")
    stage.post("lobby_over", "lobby", key="lobby.over")
    stage.post("board_over", "board", key="board.over")


async def afterwards(stage: Stage) -> None:
    """Ticks, how it was, and what the host is told."""
    evening, one = stage.evening, GUESTS[0]
    desk, id, end = evening.goodbyes, evening.mixer.id, evening.now
    asked = stage.answer("touch", await desk.touch(stage.caller(one), id))
    friend = next(int(other.value) for other in menu(asked).options if int(other.value) != HOST)
    stage.answer("touch_kept", await desk.tick(stage.caller(one), id, [str(friend)]))
    await desk.tick(stage.caller(friend), id, [str(one)])
    stage.answer("touch_cleared", await desk.tick(stage.caller(HOST), id, []))
    stage.answer("keepsake", await desk.keepsake(stage.caller(one), id))
    stage.answer("feedback", await desk.ask(stage.caller(one), id))
    stage.answer("feedback_thanks", await desk.rate(stage.caller(one), id, 0))
    stage.form("remark_form", RemarkForm(stage.phone.messages, stage.language, id, ""))
    stage.answer("feedback_kept", await desk.remark(stage.caller(one), id, stage.example("remark")))
    await evening.run_for(minutes(15))
    stage.letter("recap", "recap")
    sat = {user for *_, user in await evening.store.ledger.sittings(GUILD, id)}
    third, fourth = sorted(sat - {one, friend, HOST})[:2]
    for user, face in ((friend, 1), (third, 0), (fourth, 0)):
        await desk.rate(stage.caller(user), id, face)
    stage.answer("avoid", await evening.members.avoid(stage.caller(one), 108, avoids=True))
    stage.answer("again", await evening.ask(lambda _: evening.use_cases.coming_again.again(stage.caller(one), id)))
    await coming_again(stage, one, id)
    after = list(evening.store.mixers)[-1]
    await evening.ask(
        lambda _: evening.invitations.sign_up(stage.caller(one), after, cards(stage)[one], stage.example("brought"))
    )
    stage.answer("show", await evening.members.show_me(stage.caller(one)))
    await stage.until(end + timedelta(days=1))
    stage.letter("recap_later", "later")
    await _weeks(stage)
    stage.letter("told", f"matched {one}")
    stage.answer("show_later", await evening.members.show_me(stage.caller(one)))
    stage.answer("keepsake_later", await desk.keepsake(stage.caller(one), id))
    stage.answer("keepsake_sent", await desk.send_me(stage.caller(one), id))
    stage.answer("nobody", await desk.touch(stage.caller(107), id))
    stage.answer("feedback_over", await desk.ask(stage.caller(one), id))


async def coming_again(stage: Stage, one: int, id: str) -> None:
    """A standing place: taken, given back once, and ended."""
    evening, desk = stage.evening, stage.evening.use_cases.coming_again
    stage.answer("always", await evening.ask(lambda _: desk.press(stage.caller(one), "always", id)))
    following = list(evening.store.mixers)[-1]
    stage.answer("not_this_time", await evening.ask(lambda _: evening.invitations.cannot(stage.caller(one), following)))
    await evening.ask(lambda _: desk.press(stage.caller(one), "stand", following))
    stage.answer("no_longer", await evening.ask(lambda _: desk.press(stage.caller(one), "stand_down", following)))
    await evening.ask(lambda _: desk.press(stage.caller(one), "stand", following))


async def _weeks(stage: Stage) -> None:
    """How mixers go over weeks, with a question that has brought talk back more than once."""
    desk, ledger = stage.evening.goodbyes, stage.evening.store.ledger
    good = next(prompt for prompt in stage.evening.words.deck(stage.language) if not prompt.needs_ground)
    for worked in (True, True, False):
        await ledger.count(GUILD, good.id, worked=worked)
    stage.answer("weeks", await desk.weeks(stage.caller()))


async def kept(stage: Stage) -> None:
    """What somebody can decide about what is kept."""
    members, who = stage.evening.members, stage.caller(GUESTS[0])
    stage.answer("avoid_back", await members.avoid(who, 108, avoids=False))
    stage.answer("heard", await members.hear_me(who, may=True))
    stage.answer("forgotten", await members.forget_me(who))
