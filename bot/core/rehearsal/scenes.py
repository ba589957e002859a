"""A rehearsal: a pretend evening within a minute, as scenes for the eyes of one host."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.community.settings import Community
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.wanted_post import PostKind, WantedPost
from bot.core.planning.schedule import Schedule, planned_mixer
from bot.core.planning.start import Wish
from bot.core.rehearsal.evening import HOME, HOST, LOBBY, ROOM, Language, evening
from bot.core.text import Moment, People, Phrase, Place, Text, Value

CURTAIN = timedelta(seconds=4)
"""How long after they have asked the host is shown the first scene."""
LENGTH = timedelta(minutes=1)
"""How long after they have asked the host is shown the last scene."""
HOUR = time(20)
"""The hour of the pretend evening on the server's clocks."""
DAYS_AHEAD = 3
"""Days from now to the pretend evening: enough that people are reminded of it twice."""
NOTES = frozenset(
    {"invitation", "remind", "lobby", "announcement", "welcome", "links", "ear", "board"}
    | {"ask", "call", "comes", "change", "sign", "ballot", "goodbye"}
)
"""The kinds of posts that have a word for the host above them; of others it is only said when and where."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What the host is shown at one instant (`at`), and what hour of the pretend evening that is (`clock`)."""

    at: datetime
    clock: datetime
    language: str
    """The server's, in which its posts are."""
    head: Text
    """When, where and why, for the host to read in their own language."""
    post: Text | None = None
    """What would stand there, about nobody and nothing real; None when all is over."""


def script(wish: Wish, community: Community, language: Language, now: datetime) -> tuple[Scene, ...]:
    """Everything that a host would see of such an evening, in order. Raises Refusal for a wish that cannot be."""
    mixer = _planned(wish, community, language, now)
    posts = list(evening(mixer, language, listening=community.listening))
    pace = (LENGTH - CURTAIN) / len(posts)
    scenes = [_scene(mixer, now + CURTAIN + number * pace, *post) for number, post in enumerate(posts)]
    return (*scenes, replace(scenes[-1], at=now + LENGTH, head=Text("rehearsal.over"), post=None))


def _planned(wish: Wish, community: Community, language: Language, now: datetime) -> Mixer:
    zone = ZoneInfo(community.zone)
    day = now.astimezone(zone).date() + timedelta(days=DAYS_AHEAD)
    title = language.words(Text("rehearsal.title"))
    ground = wish.common_ground or language.words(Text("rehearsal.ground"))
    opens_at = datetime.combine(day, HOUR, zone).astimezone(UTC)
    return planned_mixer(
        Schedule(wish=replace(wish, title=title, common_ground=ground), opens_at=opens_at),
        id="rehearsal",
        community=community,
        host_id=HOST,
        channel_id=HOME,
        lobby_id=LOBBY,
        untitled=title,
        now=now,
    )


def _scene(mixer: Mixer, at: datetime, clock: datetime, want: WantedPost) -> Scene:
    before = want.key.kind == PostKind.ANNOUNCEMENT and clock < mixer.opens_at
    kind = "invitation" if before else want.key.kind
    values: dict[str, Value] = {
        "at": Moment(clock, full=mixer.opens_at - clock > timedelta(hours=12)),
        "place": _place(want.channel_id),
    }
    head = Text("rehearsal.head", values)
    if kind in NOTES:
        head = Text("rehearsal.head_note", {**values, "note": Text(f"rehearsal.note.{kind}")})
    return Scene(at, clock, mixer.language, head, _disguised(want.text, at - clock))


def _disguised(text: Text, later: timedelta) -> Text:
    """The same text about nobody and nothing real; what counts down does so as if it were that hour now."""
    return replace(text, values={name: _value(value, later) for name, value in text.values.items()}, pings=())


def _value(value: Value, later: timedelta) -> Value:
    match value:
        case Moment(at, relative=True):
            return Moment(at + later, relative=True)
        case People(ids):
            return Phrase(tuple("rehearsal.you" if id == HOST else f"rehearsal.guest.{id}" for id in ids))
        case Place(id):
            return _place(id)
        case Text():
            return _disguised(value, later)
        case tuple():
            return tuple(_disguised(text, later) for text in value)
        case _:
            return value


def _place(channel_id: int) -> Text:
    if channel_id > ROOM:
        return Text("name.room", {"number": channel_id - ROOM})
    return Text("rehearsal.place.lobby" if channel_id == LOBBY else "rehearsal.place.home")
