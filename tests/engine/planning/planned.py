"""An evening that is planned ahead, as its host and its members go about it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.core.community.settings import Asker, Community
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.rescheduling import UNDO
from bot.core.planning.schedule import Schedule
from bot.core.planning.start import Wish
from bot.core.reconcile.deadlines import next_deadline
from bot.core.text import Answer, Offer, Refusal, Text
from tests.evening import GUILD, HOST, START, Evening, minutes
from tests.fake_venue import Crash, Message

HOUR = START + minutes(60)
"""When a planned evening begins, if nothing else is said."""
QUIET = {Phase.SCHEDULED}
WISH = ("title", "length", "common_ground", "room_size", "rounds")


def planning(*, down_for: timedelta = timedelta(0), hoard: bool = False, **settings: Any) -> Evening:
    """A server that has chosen a lobby. With `hoard` evenings that are over are kept, to be looked at."""

    async def keep(ended_by: datetime) -> None:
        assert ended_by

    evening = Evening(down_for=down_for)
    evening.store.communities[GUILD] = Community(guild_id=GUILD, lobby_id=evening.lobby, **settings)
    if hoard:
        evening.store.forget_mixers = keep
    return evening


def plan_of(**options: Any) -> Schedule:
    """A plan of what a host typed."""
    wish = Wish(**{name: options.pop(name) for name in WISH if name in options})
    return Schedule(wish=wish, **options)


async def preview(evening: Evening, when: str = "60", *, by: int = HOST, **options: Any) -> Offer:
    """A host types /mixer schedule."""
    plan = plan_of(**{"title": "Tea", "room_size": 3} | options)
    offer = await evening.ask(lambda _: evening.scheduling.schedule(evening.caller(by), plan, when), starting=True)
    assert isinstance(offer, Offer)
    return offer


async def announce(evening: Evening, when: str = "60", *, by: int = HOST, **options: Any) -> Mixer:
    """A host types /mixer schedule and confirms; the evening as it was then."""
    await press(evening, await preview(evening, when, by=by, **options), by=by)
    return evening.mixer


async def edit(
    evening: Evening, mixer_id: str | None = None, when: str | None = None, *, once: bool = False, **options: Any
) -> Answer:
    """The host types /mixer edit, confirms a new time, and says whether that is for `once` where it is asked."""
    caller, editing = evening.caller(), evening.use_cases.editing
    answer = await evening.ask(lambda _: editing.edit(caller, mixer_id, plan_of(**options), when))
    if not isinstance(answer, Offer) or labels(answer) == ["offer.undo"]:
        return answer
    return await press(evening, answer, labels(answer)[0 if once else -1])


async def press(evening: Evening, offer: Answer, label: str | None = None, *, by: int = HOST) -> Answer:
    """Somebody presses a button of an offer: the one of this label, or the first."""
    return await evening.press_below(offer, label, by=by)


def member(evening: Evening, user_id: int, roles: Collection[int] = ()) -> Asker:
    """Somebody who asks, with the roles they have."""
    return replace(evening.caller(user_id), role_ids=frozenset(roles))


async def sign_up(
    evening: Evening, *users: int, mixer_id: str | None = None, roles: Collection[int] = (), **card: Any
) -> Answer:
    """People press Join and hand in what they are asked; the last one's answer."""
    answer: Answer | None = None
    for user in users:
        caller, id = member(evening, user, roles), mixer_id or evening.mixer.id
        answer = await evening.ask(lambda _, c=caller, m=id: _join(evening, c, m, card))
    assert answer is not None
    return answer


async def _join(evening: Evening, caller: Asker, mixer_id: str, card: dict[str, Any]) -> Answer:
    form = await evening.invitations.form(caller, mixer_id)
    if form is None:
        return await evening.reception.join(caller, mixer_id)
    question = card.get("question", form.question)
    changes = {name: value for name, value in card.items() if name != "question"}
    return await evening.invitations.sign_up(caller, mixer_id, replace(form.card, **changes), question)


async def withdraw(evening: Evening, *users: int, mixer_id: str | None = None) -> Text:
    """People press Can't make it; the last one's answer."""
    told: Answer = Text("")
    for user in users:
        caller, id = evening.caller(user), mixer_id or evening.mixer.id
        told = await evening.ask(lambda _, c=caller, m=id: evening.invitations.cannot(c, m))
    return one_of(told)


async def cancel(evening: Evening, mixer_id: str | None = None, *, series: bool = False) -> Text:
    """The host calls an evening off, and does not take it back while that can be done."""
    told = await evening.cancel(mixer_id, series=series)
    await evening.run_for(UNDO)
    return told if isinstance(told, Text) else one_of(told)


def one_of(answer: Answer) -> Text:
    """The first text of an answer."""
    return answer if isinstance(answer, Text) else (answer if isinstance(answer, tuple) else answer.texts)[0]


async def run_to(evening: Evening, until: datetime) -> None:
    """Let time pass; while nothing but planned evenings is there, only what leads up to deadlines passes in full."""
    while evening.now < until:
        live = [mixer for mixer in evening.store.mixers.values() if not mixer.finished]
        if evening.life.killed.is_set() or any(mixer.phase not in QUIET for mixer in live):
            await evening.run_until(min(until, evening.now + minutes(10)))
            continue
        coming = [at for mixer in live for at in (next_deadline(mixer, evening.now), mixer.slot_at) if at]
        instant = min([at for at in coming if at > evening.now] + [until])
        evening.now = max(evening.now, instant - minutes(1))
        await evening.run_until(min(until, instant + timedelta(seconds=10)))


def messages(evening: Evening, prefix: str, mixer_id: str | None = None) -> list[Message]:
    """What was posted under such keys."""
    ids = {mixer_id} if mixer_id else evening.store.mixers.keys()
    return [m for m in evening.venue.messages if m.key.startswith(prefix) and m.mixer_id in ids]


def said(evening: Evening, prefix: str = "", mixer_id: str | None = None) -> list[str]:
    """The catalogue keys of what was posted, as it was at first."""
    return [message.texts[0].key for message in messages(evening, prefix, mixer_id)]


def card(evening: Evening, mixer_id: str | None = None) -> Text:
    """What the invitation shows now."""
    return messages(evening, "announcement", mixer_id or evening.mixer.id)[-1].texts[-1]


def shown(text: Text, name: str) -> Any:
    """What stands in one place of a text."""
    return text.values[name]


def lines_of(text: Text) -> dict[str, Text]:
    """The lines inside a text, by their keys."""
    lines = text.values["lines"]
    assert isinstance(lines, tuple)
    return {line.key: line for line in lines}


def coming(mixer: Mixer) -> list[int]:
    """Who has a place, in order."""
    return [signup.user_id for signup in mixer.coming]


def waiting(mixer: Mixer) -> list[int]:
    """Who waits for one, in order."""
    return [signup.user_id for signup in mixer.signups if signup.waiting]


def keys(answer: Answer) -> list[str]:
    """The catalogue keys of an answer."""
    texts = (answer,) if isinstance(answer, Text) else answer if isinstance(answer, tuple) else answer.texts
    return [text.key for text in texts]


def labels(answer: Answer) -> list[str]:
    """The labels of an offer's buttons."""
    assert isinstance(answer, Offer)
    return [label for label, _ in answer.choices]


def evenings(evening: Evening) -> list[Mixer]:
    """Every evening there was or is planned, in the order of their places in the series."""
    return sorted(evening.store.mixers.values(), key=lambda mixer: mixer.slot_at or mixer.opens_at)


def slots(evening: Evening) -> list[datetime | None]:
    """The places in the series that have an evening."""
    return [mixer.slot_at for mixer in evenings(evening)]


async def insist(evening: Evening, deed: Callable[[], Awaitable[object]]) -> None:
    """Ask again when the bot is back, if it dies of it; it may have done it before."""
    try:
        await deed()
    except Refusal:
        return
    except Crash:
        while evening.life.killed.is_set():
            await evening.run_for(evening.down_for / 8 + timedelta(seconds=1))
        await insist(evening, deed)
