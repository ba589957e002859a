"""What people can do in a scene: write, sit down, hang up, give commands, press buttons, and wait for something."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.demo.cards import Card
from bot.demo.cast import Cast
from bot.demo.control import Refused
from bot.demo.conversation import Mood
from bot.demo.server import CATEGORY, HOME, LOADING, LOBBY, VOICE, Json, Place, Server, Written, message
from bot.demo.telling import ends_at
from bot.demo.watch import BOT, Missed, Watch, line, news


@dataclass(frozen=True, slots=True)
class Parts:
    """Which room does what, by id; with fewer than three rooms one does several things."""

    quiet: str = ""
    """Goes quiet, and is asked."""
    lively: str = ""
    """Somebody there wishes for a new topic, and later for peace."""
    shy: str = ""
    """Somebody there would rather not have an ear in the room."""

    @property
    def alone(self) -> bool:
        """One room does it all, one thing after the other."""
        return self.quiet == self.lively


@dataclass(slots=True)
class Stage:
    """Everything a scene needs. Each action raises Missed if the person cannot do it or the bot does not answer."""

    watch: Watch
    cast: Cast
    minutes: int
    opened: float = 0.0
    """The hour at which the evening begins, as its invitation says."""
    ends: float = 0.0
    """When it is to end."""
    picture: Path = Path("recap.png")
    """Where the host's picture of the evening is kept."""
    parts: Parts = field(default_factory=Parts)
    moods: defaultdict[str, Mood] = field(default_factory=lambda: defaultdict(lambda: Mood.LIVELY))
    """How talk goes in each room, by its id."""
    wished: set[str] = field(default_factory=set[str])
    """The questions that somebody wished for, by the ids of their posts."""
    cards: dict[str, Card] = field(default_factory=dict[str, Card])
    """What people have said about themselves to the bot."""
    rehearsal: str = ""
    """The interaction in which the host sees a rehearsal."""
    facts: dict[str, str] = field(default_factory=dict[str, str])
    """What scenes want the closing account to tell, by its heading."""

    @property
    def server(self) -> Server:
        """What is there now."""
        return self.watch.server

    @property
    def home(self) -> Place:
        """The channel in which all is announced."""
        return self.server.named(HOME)

    @property
    def lobby(self) -> Place:
        """The channel in which people gather."""
        return self.server.named(LOBBY)

    @property
    def rooms(self) -> list[Place]:
        """The breakout rooms that stand now."""
        return self.rooms_in(self.server)

    def rooms_in(self, server: Server) -> list[Place]:
        """The breakout rooms that stood at some moment."""
        return server.added_since(self.watch.before, VOICE)

    @property
    def ours(self) -> set[str | None]:
        """The categories that the bot has made, by id."""
        return {place.id for place in self.server.added_since(self.watch.before, CATEGORY)}

    def room_of(self, person: str) -> Place | None:
        """The breakout room that somebody sits in."""
        return next((room for room in self.rooms if room.id == self.server.inside.get(person)), None)

    def in_time(self, room: Place) -> list[str]:
        """Who is in a room and came before the evening began."""
        return [person for person in self.server.people_in(room.id) if person in self.cast.early]

    def name(self, person: str) -> str:
        """What somebody is called."""
        return self.server.names[person]

    def patience(self, people: int = 0) -> float:
        """How many seconds something may take: Discord itself lets a bot move about one person a second."""
        return 20 + 1.5 * people

    async def moment(self, share: float) -> None:
        """Wait until that share of the evening is over."""
        await asyncio.sleep(self.opened + share * (self.ends - self.opened) - self.watch.chronicle.now())

    async def tell(self, who: str, what: str) -> None:
        """Write down what somebody does, after all that has happened before it."""
        await self.watch.look()
        self.watch.chronicle.add(self.name(who), what)

    async def write(self, who: str, place: Place, words: str) -> None:
        """Write in a channel; nothing if it has gone meanwhile."""
        if place.id in self.server.places:
            await self._do(who, "message", channel_id=place.id, content=words)

    async def enter(self, who: str, place: Place) -> None:
        """Enter a voice channel."""
        await self.tell(who, f"enters {place.name if place.parent in self.ours else f'the {place.name}'}")
        await self._sit(who, place.id)

    async def speak(self, who: str, start: float, length: float) -> None:
        """Say something aloud, in so many seconds and for so long; whoever is not in voice says nothing."""
        await self._do(who, "speak", intervals=[[round(start, 3), round(start + length, 3)]])

    async def hang_up(self, who: str, how: str = "") -> None:
        """Leave voice."""
        await self.tell(who, f"hangs up{how}")
        await self._sit(who, None)

    async def _sit(self, who: str, place_id: str | None) -> None:
        async with self.watch.acting:
            await self._do(who, "voice", channel_id=place_id)
            self.watch.went[who] = place_id

    async def command(self, who: str, place: Place, name: str, **options: object) -> Written:
        """Give a slash command and read its answer."""
        return await self.answer(who, await self.begin(who, place, name, **options))

    async def begin(self, who: str, place: Place, name: str, **options: object) -> Json:
        """Give a slash command; the interaction that is to be answered."""
        typed = "".join(f" {key}: {value}" for key, value in options.items())
        await self.tell(who, f"types /{name}{typed}")
        return await self._do(who, "command", channel_id=place.id, name=name, options=options)

    async def press(self, who: str, post: Written, label: str, *, aloud: bool = True) -> Written:
        """Press a button and read the answer, which is written down unless it is not to be told `aloud`."""
        await self.tell(who, f"presses {label}")
        done = await self._do(who, "click", message_id=post.id, label=label)
        public = any(post.id == other.id for place in self.server.places.values() for other in place.written)
        return await self.answer(who, done, aloud=aloud, instead_of=None if public else post)

    async def open_form(self, who: str, post: Written, label: str) -> str:
        """Press a button that opens a form; the form's id."""
        await self.tell(who, f"presses {label}")
        begun = await self._do(who, "click", message_id=post.id, label=label)
        if (await self._answered(who, begun))["modal"] is None:
            raise Missed(f"{self.name(who)} was shown no form")
        return str(begun["interaction_id"])

    async def hand_in(
        self, who: str, form: str, fields: Mapping[str, object], told: str, *, aloud: bool = True
    ) -> Written:
        """Fill a form in and read the answer; `told` is what the story says of it."""
        await self.tell(who, f"fills in the form: {told}")
        done = await self._do(who, "modal", interaction_id=form, fields=fields)
        return await self.answer(who, done, aloud=aloud)

    async def choose(self, who: str, panel: Written, menu: str, value: str, shown: str) -> Written:
        """Choose in a menu of a private answer, which then shows the choice."""
        await self.tell(who, f"chooses {shown}")
        done = await self._do(who, "select", message_id=panel.id, custom_id=menu, values=[value])
        return await self.answer(who, done, aloud=False)

    async def _do(self, who: str, deed: str, **body: object) -> Json:
        try:
            return await self.watch.control.post(f"/people/{who}/{deed}", **body)
        except Refused as refusal:
            raise Missed(f"{self.name(who)} could not do that: {refusal}") from None

    async def answer(self, who: str, begun: Json, *, aloud: bool = True, instead_of: Written | None = None) -> Written:
        """What somebody is answered, which is written down unless it is not to be told `aloud`."""
        answer = message((await self._answered(who, begun))["original"])
        if aloud:
            await self.watch.look()
            told = news(instead_of, answer, self.server) if instead_of else line(answer, self.server)
            self.watch.chronicle.add(BOT, f"to {self.name(who)} alone: {told}")
        return answer

    async def _answered(self, who: str, begun: Json) -> Json:
        """The interaction once it is answered, and nothing in the answer is still being thought of."""
        path, until = f"/interactions/{begun['interaction_id']}", self.watch.chronicle.now() + self.patience()
        while True:
            interaction = await self.watch.control.get(path)
            original: Json = interaction["original"] or {}
            if interaction["answered"] is not None and not original.get("flags", 0) & LOADING:
                return interaction
            if interaction["failed"] or self.watch.chronicle.now() > until:
                raise Missed(f"{self.name(who)} got no answer in time")
            await asyncio.sleep(0.1)

    def post_with(self, place: Place, label: str) -> Written:
        """The newest post of the bot there with such a button. Raises Missed if there is none."""
        found = [post for post in place.by_bot() if label in post.buttons]
        if not found:
            raise Missed(f"there is no post with the button {label} in {place.name}")
        return found[-1]

    def announced_end(self) -> float | None:
        """When the evening ends, as anybody can read in the announcement."""
        posts = [end for post in self.home.by_bot() if (end := ends_at(post.content))]
        return posts[-1] if posts else None
