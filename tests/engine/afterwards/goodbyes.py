"""An evening that is over, and people at the buttons under its goodbye."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from bot.core.afterwards.farewell import Farewell
from bot.core.text import AfterwardsButton, Answer, Letter, Menu, People, Text
from tests.evening import GUESTS, GUILD, HOST, Evening, minutes

DAY = timedelta(days=1)
SOON = timedelta(milliseconds=1)
EVERYBODY = (HOST, *GUESTS)


async def over(evening: Evening, *people: int, length: int = 12, size: int = 3) -> Evening:
    """An evening of these people, or all, has just ended by itself; everybody is back, everything is tidy."""
    evening.gather(*(people or GUESTS))
    await evening.start(length, size=size)
    await evening.run_for(minutes(length + 2))
    assert evening.mixer.ended_at is not None
    assert evening.mixer.finished
    return evening


def ended_at(evening: Evening) -> datetime:
    """When it ended."""
    at = evening.mixer.ended_at
    assert at is not None
    return at


async def together(evening: Evening, user: int) -> list[int]:
    """With whom somebody sat, by the evening's own account."""
    sat = await evening.store.ledger.sittings(GUILD, evening.mixer.id)
    seats = {(round, room) for round, room, who in sat if who == user}
    return sorted({who for round, room, who in sat if (round, room) in seats} - {user})


async def press(evening: Evening, user: int, button: AfterwardsButton = "touch") -> Answer:
    """Somebody presses a button under the goodbye."""
    return await evening.ask(lambda _: evening.goodbyes.press(evening.caller(user), button, evening.mixer.id))


async def tick(evening: Evening, user: int, others: Iterable[int]) -> Answer:
    """Somebody ticks these in the menu, and nobody else."""
    chosen = [str(other) for other in others]
    return await evening.ask(lambda _: evening.goodbyes.tick(evening.caller(user), evening.mixer.id, chosen))


async def rate(evening: Evening, user: int, face: int, remark: str | None = None) -> Answer:
    """Somebody says how it was, perhaps in words as well."""
    caller, id = evening.caller(user), evening.mixer.id
    answer = await evening.ask(lambda _: evening.goodbyes.rate(caller, id, face))
    if remark is None:
        return answer
    return await evening.ask(lambda _: evening.goodbyes.remark(caller, id, remark))


def menu(answer: Answer) -> Menu:
    """An answer that must be a menu."""
    assert isinstance(answer, Menu), answer
    return answer


def keys(answer: Answer) -> list[str]:
    """What an answer says, by its keys."""
    texts = answer if isinstance(answer, tuple) else (answer,) if isinstance(answer, Text) else answer.texts
    return [text.key for text in texts]


def ticked(answer: Answer) -> set[int]:
    """Who is ticked in a menu."""
    return {int(option.value) for option in menu(answer).options if option.chosen}


def named(texts: Collection[Text]) -> set[int]:
    """The people named in the lines of a text."""
    found: set[int] = set()
    for text in texts:
        lines = text.values["lines"]
        assert isinstance(lines, tuple)
        for line in lines:
            who = line.values["who"]
            assert isinstance(who, People)
            found |= set(who.ids)
    return found


def shown(answer: Answer) -> set[int]:
    """With whom it was mutual, as the button tells it."""
    assert isinstance(answer, Text)
    assert answer.key in {"touch.told", "touch.nobody"}
    return named([answer]) if answer.key == "touch.told" else set()


def letters_of(evening: Evening, kind: str) -> list[tuple[datetime, Letter]]:
    """The letters of one kind, with the instants they came at."""
    return [(at, letter) for at, letter in evening.venue.letters if kind in letter.key]


def told(evening: Evening) -> dict[int, set[int]]:
    """Who has been told whom by a letter, which came once."""
    letters = [letter for _, letter in letters_of(evening, "matched")]
    assert len({letter.to for letter in letters}) == len(letters), "somebody was told twice"
    return {letter.to: named(letter.texts) for letter in letters}


async def sat_there(evening: Evening, people: Collection[int], at: datetime) -> Farewell:
    """Without an evening: these people have sat in one room, and it is over."""
    ledger = evening.store.ledger
    one = Farewell(
        guild_id=GUILD,
        mixer_id="mixer-1",
        host_id=HOST,
        channel_id=evening.home,
        title="Tea",
        language="en",
        signed_up=0,
        ended_at=at,
        recap_at=at + minutes(10),
        reveal_at=at + DAY,
    )
    await ledger.sat(GUILD, one.mixer_id, 1, {1: people}, at)
    await ledger.say_farewell(one)
    await evening.run(evening.afterwards.resume())
    return one
