"""What the host and the members see before an evening: the settings, the announcement, the signing up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot.core.community.card import Card
from bot.core.community.settings import Community, GuestQuestions
from bot.core.lifecycle.rescheduling import UNDO
from bot.core.planning.schedule import Schedule
from bot.core.planning.start import Wish
from bot.core.rehearsal.scenes import LENGTH, Scene
from bot.core.seating import Comfort
from bot.core.text import Answer, Menu, Text
from bot.core.times.recurrence import Repeat
from bot.ui.forms import CardForm, FieldsForm
from cogs.setup.board import BoardPage
from cogs.setup.first import Panel
from cogs.setup.more import More
from tests.evening import GUESTS, GUILD, HOST
from tests.tour.stage import MEMBERS, STRANGER, Stage

WHEN, LATER = "2026-12-03T20:00", "2026-12-03T20:30"
DISLIKED = 50
"""The number of a question that the host does not like."""
SHOWN = timedelta(seconds=30)
"""By then a post that many things change shows them all."""


async def settings(stage: Stage) -> None:
    """What a server and its hosts set up, once."""
    reception, phone, ask = stage.evening.reception, stage.phone, stage.evening.ask
    community = await reception.community(replace(stage.caller(), manages_server=True))
    first = Panel(reception, phone.messages, stage.language)
    second = More(reception, phone.messages, stage.language, first=Panel)
    untouched = Community(guild_id=GUILD, language=stage.language)
    stage.keep("setup", phone.screen(phone.said(untouched.described()), first))
    stage.keep("setup_more", phone.screen(phone.said(community.described()), second))
    board = BoardPage(reception, phone.messages, stage.language, before=partial(More, first=Panel))
    stage.keep("setup_board", phone.screen(phone.said(community.described()), board))
    stage.form("fields", FieldsForm(phone.messages, stage.language, stage.example("fields")))
    await reception.set_up(replace(community, fields=tuple(stage.example("fields").split("\n"))))
    server = stage.evening.venue.servers[GUILD]
    server.lacking.add("move_members")
    stage.answer("setup_but", await reception.set_up(community))
    server.lacking.clear()
    server.unseen.add(stage.evening.lobby)
    stage.answer("setup_hidden", await reception.set_up(community))
    server.unseen.clear()
    stage.answer("setup_done", await ask(lambda r: r.set_up(community), starting=True))
    stage.answer("zone", await stage.evening.scheduling.live_in(stage.caller(), stage.example("zone")))
    questions = stage.evening.questions
    stage.answer("question_none", await questions.show(stage.caller(), 1))
    stage.answer("question_added", await questions.add(stage.caller(), stage.example("question"), first=True))
    stage.answer("question_file", await questions.take_in(stage.caller(), stage.example("file").encode()))
    stage.answer("question_list", await questions.show(stage.caller(), 1))
    stage.answer("question_removed", await questions.remove(stage.caller(), 1))
    await questions.remove(stage.caller(), 1)
    stage.answer("question_off", await questions.switch(stage.caller(), DISLIKED))
    stage.answer("question_deck", await questions.deck(stage.caller(), 4))
    stage.answer("question_on", await questions.switch(stage.caller(), DISLIKED))
    stage.answer("list_none", await stage.evening.scheduling.upcoming(stage.caller()))
    stage.answer("status_none", await reception.status(stage.caller()))


async def rehearsal(stage: Stage) -> None:
    """The beginning and the end of one."""
    scenes: list[str] = []

    async def show(scene: Scene) -> None:
        scenes.append(stage.phone.scene(scene.head, scene.post))

    desk = stage.evening.use_cases.rehearsal
    wish = Wish(common_ground=stage.example("ground_group"))
    stage.answer("rehearsal_begins", await desk.begin(stage.caller(), wish, show))
    await stage.evening.run_for(LENGTH + timedelta(seconds=1))
    stage.keep("rehearsal_first", scenes[0])
    stage.keep("rehearsal_next", scenes[1])
    stage.keep("rehearsal_over", scenes[-1])


async def announce(stage: Stage) -> None:
    """An evening for members, with places and every week, is announced."""
    scheduling = stage.evening.scheduling
    wish = Wish(title=stage.example("title"), common_ground=stage.word("rehearsal.ground"))
    plan = Schedule(wish=wish, for_roles=(MEMBERS,), capacity=7, repeat=Repeat.WEEKLY)
    offer = await stage.evening.ask(lambda _: scheduling.schedule(stage.caller(), plan, WHEN), starting=True)
    stage.answer("preview", offer)
    corrected = stage.answer("preview_group", await take(stage, offer, "offer.ground_group"))
    offer = await take(stage, corrected, "offer.ground_topic")
    club = Schedule(wish=replace(wish, common_ground=stage.example("ground_joined")))
    stage.answer("preview_joined", await scheduling.schedule(stage.caller(), club, WHEN))
    stage.answer("announced", await take(stage, offer, "offer.announce"))
    stage.post("card", "announcement")
    (event,) = stage.evening.venue.servers[GUILD].events.values()
    stage.keep("event", stage.phone.screen(f"**{event.name}**\n{stage.phone.said(Text('event.description'))}"))
    stage.answer("listed", await scheduling.upcoming(stage.caller()))


async def take(stage: Stage, offer: Answer, label: str, user: int = HOST) -> Answer:
    """Somebody presses a button of what only they see."""
    return await stage.evening.press_below(offer, label, by=stage.caller(user))


async def sign_up(stage: Stage, user: int, card: Card, question: str | None = None) -> Answer:
    """Somebody hands in the form."""
    invitations, id = stage.evening.invitations, stage.evening.mixer.id
    return await stage.evening.ask(lambda _: invitations.sign_up(stage.caller(user), id, card, question))


def cards(stage: Stage) -> dict[int, Card]:
    """What the guests say about themselves; two say nothing."""
    lines = {user: stage.word(f"rehearsal.line.{number}") for number, user in enumerate(GUESTS[:5], 1)}
    told = {user: Card(about=line, languages=frozenset({stage.language})) for user, line in lines.items()}
    one, answer = told[GUESTS[0]], stage.example("answer")
    told[GUESTS[0]] = replace(one, answer=answer, field="sales", ask_field=True, comfort=Comfort.LISTEN)
    return {**told, GUESTS[5]: Card(remind=True), HOST: Card()}


async def sign_ups(stage: Stage) -> None:
    """Seven take the places, one waits and moves up; the hour is changed."""
    evening, phone, told = stage.evening, stage.phone, cards(stage)
    id, (first, *others) = evening.mixer.id, GUESTS
    form = await evening.invitations.form(stage.caller(first), id)
    assert form is not None
    stage.form("form", CardForm(phone.messages, stage.language, replace(form, card=told[first]), id))
    offer = stage.answer("in", await sign_up(stage, first, told[first], stage.example("brought")))
    shown = stage.answer("shown", await take(stage, offer, "offer.show", first))
    stage.answer("reminded", await take(stage, shown, "offer.reminder", first))
    for user in (*others, HOST):
        await sign_up(stage, user, told[user])
    await guests_questions(stage)
    press = evening.invitations.press
    stage.answer("what", await press(stage.caller(first), "what", id))
    stage.answer("cannot", await press(stage.caller(108), "cant", id))
    await stage.refused("stranger", evening.invitations.form(stage.caller(STRANGER), id))
    stage.answer("waiting", await sign_up(stage, 107, Card(remind=True)))
    await evening.run_for(SHOWN)
    stage.post("card_full", "announcement")
    caller = stage.caller(GUESTS[2])
    stage.answer("withdrawn", await evening.ask(lambda _: press(caller, "cant", id)))
    stage.post("moved_up", "lucky")
    stage.post("moved_up_direct", "direct:lucky")
    stage.form("own_card_form", CardForm(phone.messages, stage.language, await evening.members.form(stage.caller(108))))
    stage.answer("own_card", await evening.members.keep_card(stage.caller(108), Card()))


async def guests_questions(stage: Stage) -> None:
    """The host looks at what guests would like to ask, before it is put."""
    questions, caller = stage.evening.questions, stage.caller()
    await questions.guests(caller, GuestQuestions.HELD)
    stage.answer("held", await sign_up(stage, GUESTS[1], cards(stage)[GUESTS[1]], stage.example("brought_too")))
    menu = stage.answer("guest_questions", await questions.guests(caller, None))
    assert isinstance(menu, Menu)
    id, (*others, chosen) = stage.evening.mixer.id, (option.value for option in menu.options)
    stage.answer("guest_questions_kept", await questions.let_show(caller, id, 1 + len(others), [chosen]))


async def move(stage: Stage) -> None:
    """The evening is moved by half an hour."""
    editing = stage.evening.use_cases.editing
    offer = await stage.evening.ask(lambda _: editing.edit(stage.caller(), None, Schedule(wish=Wish()), LATER))
    stage.answer("edit", offer)
    stage.answer("edited", await take(stage, offer, "offer.move"))
    await stage.evening.run_for(UNDO)
    stage.post("moved", "moved")


async def wait(stage: Stage) -> None:
    """The day before, the last quarter of an hour, and the lobby."""
    hour = stage.evening.mixer.opens_at
    await stage.until(hour - timedelta(days=1))
    stage.post("remind_day", "remind:1440")
    stage.post("direct_day", "direct:1440")
    await stage.until(hour - timedelta(minutes=15))
    stage.post("remind_soon", "remind:15")
    stage.post("direct_soon", "direct:15")
    await stage.until(hour - timedelta(minutes=10))
    stage.post("lobby", "lobby", key="lobby.gathering")
