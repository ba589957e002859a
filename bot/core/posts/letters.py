"""What is written to people after an evening."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from bot.core.afterwards.farewell import Farewell, Rating, counted
from bot.core.afterwards.recap import Feedback, Recap
from bot.core.community.hearing import heard
from bot.core.lifecycle.mixer import Mixer
from bot.core.questions.deck import GUEST
from bot.core.text import Letter, Moment, People, Question, Text, Value


def to_host(one: Farewell, mixer: Mixer, recap: Recap, ratings: Collection[Rating], picture: bytes | None) -> Letter:
    """The recap: who came in numbers, what was asked and helped, how it was, and the picture."""
    numbers = _numbers(recap)
    lines = [
        Text("recap.head", {"title": one.title}),
        Text("recap.came_of" if one.signed_up else "recap.came", numbers),
        Text("recap.rooms", numbers),
        Text("recap.heard", {"heard": heard(sum(room.listened for room in mixer.rooms), recap.rooms)}),
        Text("recap.questions" if recap.questions else "recap.no_questions", numbers),
    ]
    if worked := _revivers(mixer):
        lines.append(Text("recap.revivers", {"lines": worked}))
    lines += feedback(ratings) or (Text("recap.no_feedback", {"at": Moment(one.reveal_at, full=True)}),)
    return _letter(one, "recap", lines, to=one.host_id, recap=recap, picture=picture)


def in_public(one: Farewell, recap: Recap, picture: bytes | None) -> Letter:
    """The picture for a host who takes no direct messages, where the evening was started; nothing of how it was."""
    host, at = People((one.host_id,)), Moment(one.reveal_at, full=True)
    line = Text("recap.here", {"host": host, "title": one.title, "at": at, **_numbers(recap)}, pings=(one.host_id,))
    return _letter(one, "recap here", [line], to=0, recap=recap, picture=picture)


def later(one: Farewell, ratings: Collection[Rating]) -> Letter:
    """How it was, for a host whose recap came before enough people had said it."""
    head = Text("recap.later", {"title": one.title})
    return _letter(one, "later", [head, *feedback(ratings)], to=one.host_id)


def matched(one: Farewell, user_id: int, others: Collection[int], names: Mapping[int, str]) -> Letter:
    """Tells somebody who would like to stay in touch as well."""
    text = Text("touch.told", {"title": one.title, "lines": tuple(people(others, names))})
    return _letter(one, f"matched {user_id}", [text], to=user_id)


def keepsake(one: Farewell, user_id: int, language: str, texts: tuple[Text, ...], at: datetime) -> Letter:
    """What somebody takes home, for whoever asks to have it sent; a later one is another."""
    return Letter(
        key=f"{one.mixer_id} keepsake {user_id} {int(at.timestamp())}",
        language=language,
        texts=texts,
        guild_id=one.guild_id,
        to=user_id,
    )


def lapsed(mixer: Mixer, user_id: int) -> Letter:
    """Tells somebody that their place in a series is not kept for them any more."""
    return Letter(
        key=f"{mixer.id} lapsed {user_id}",
        language=mixer.language,
        texts=(Text("standing.lapsed", {"title": mixer.title}),),
        guild_id=mixer.guild_id,
        to=user_id,
    )


def people(others: Iterable[int], names: Mapping[int, str]) -> Iterator[Text]:
    """A line for each: a mention to press, and the name, as a mention of a stranger can be a mere number."""
    for user in others:
        who: dict[str, Value] = {"who": People((user,))}
        yield Text("touch.person", {**who, "name": names[user]}) if user in names else Text("touch.somebody", who)


def feedback(ratings: Collection[Rating]) -> tuple[Text, ...]:
    """How it was, in numbers and in what people wrote, whose order tells nothing of who wrote or when."""
    if not ratings:
        return ()
    numbers: Feedback = counted(ratings)
    faces: dict[str, Value] = {"good": numbers.good, "so_so": numbers.so_so, "not_for_me": numbers.not_for_me}
    remarks = sorted(voice.remark for voice in ratings if voice.remark)
    said = tuple(Text("recap.remark", {"text": remark}) for remark in remarks)
    lines = (Text("recap.feedback", faces),)
    return (*lines, Text("recap.remarks", {"lines": said})) if said else lines


def _numbers(recap: Recap) -> dict[str, Value]:
    return {
        "came": recap.came,
        "signed_up": recap.signed_up,
        "rooms": recap.rooms,
        "questions": recap.questions,
        "revived": recap.revived,
    }


def _revivers(mixer: Mixer) -> tuple[Text, ...]:
    """The questions after which talk came back, each once."""
    asked = [asking for room in mixer.rooms for asking in room.askings if asking.worked]
    ours = [asking for asking in asked if not asking.question.startswith(GUEST)]
    questions = {asking.question: Question(asking.question, mixer.common_ground, asking.own) for asking in ours}
    lines = [Text("recap.question", {"question": question}) for question in questions.values()]
    return (*lines, Text("recap.of_guests")) if len(ours) < len(asked) else tuple(lines)


def _letter(
    one: Farewell,
    kind: str,
    texts: Iterable[Text],
    *,
    to: int,
    recap: Recap | None = None,
    picture: bytes | None = None,
) -> Letter:
    alt = Text("recap.alt", {"title": one.title, **_numbers(recap)}) if recap and picture else None
    return Letter(
        key=f"{one.mixer_id} {kind}",
        language=one.language,
        texts=tuple(texts),
        guild_id=one.guild_id,
        to=to,
        channel_id=0 if to else one.channel_id,
        picture=picture,
        alt=alt,
    )
