"""What people can do in a scene: write, sit down, hang up, give commands, press buttons, and wait for something."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.demo.asking import PATIENCE, Asking
from bot.demo.cards import Card
from bot.demo.cast import Cast
from bot.demo.conversation import Mood
from bot.demo.missing import LeftOut, Missed
from bot.demo.server import CATEGORY, HOME, LOBBY, VOICE, Json, Place, Server, Written, message
from bot.demo.watch import BOT, Watch, line, news

FILLING = 7.0
"""Seconds that somebody takes for a form."""


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
    lead: float = 0.0
    """How many seconds before the hour it is announced at least."""
    picture: Path = Path("recap.png")
    """Where the host's picture of the evening is kept."""
    window: str = ""
    """The link to the page in which all this can be looked at and joined."""
    parts: Parts = field(default_factory=Parts)
    moods: defaultdict[str, Mood] = field(default_factory=lambda: defaultdict(lambda: Mood.LIVELY))
    """How talk goes in each room, by its id."""
    wished: dict[str, float] = field(default_factory=dict[str, float])
    """When somebody wished for a new topic, by the room's id."""
    stayed: set[str] = field(default_factory=set[str])
    """Who sat in a room when the evening ended."""
    cards: dict[str, Card] = field(default_factory=dict[str, Card])
    """What people had said about themselves to the bot when the rooms opened."""
    shows: bool = False
    """One of them lets the others see their answer."""
    rehearsal: str = ""
    """The interaction in which the host sees a rehearsal."""
    facts: dict[str, str] = field(default_factory=dict[str, str])
    """What scenes want the closing account to tell, by its heading."""

    @property
    def asking(self) -> Asking:
        """What people do."""
        return Asking(self.watch.control, self.name)

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

    @property
    def now(self) -> float:
        """The time on the clock."""
        return self.watch.chronicle.now()

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds of the clock."""
        await self.watch.sleep(seconds)

    def part(self, room_id: str) -> Place:
        """The room that plays a part. Raises LeftOut if there is none."""
        if room_id not in self.server.places:
            raise LeftOut
        return self.server.places[room_id]

    def need_rooms(self) -> None:
        """Raises LeftOut if no room has ever opened."""
        if not self.watch.ever_rooms:
            raise LeftOut

    def name(self, person: str) -> str:
        """What somebody is called."""
        return self.server.names[person]

    def patience(self, people: int = 0) -> float:
        """How many seconds something may take: Discord itself lets a bot move about one person a second."""
        return PATIENCE * self.watch.pace + 1.5 * people

    async def moment(self, share: float) -> None:
        """Wait until that share of the evening is over."""
        await self.sleep(self.opened + share * (self.ends - self.opened) - self.now)

    async def tell(self, who: str, what: str) -> None:
        """Write down what somebody does, after all that has happened before it."""
        await self.watch.look()
        self.watch.chronicle.add(self.name(who), what)

    async def write(self, who: str, place: Place, words: str) -> None:
        """Write in a channel; nothing if it has gone meanwhile."""
        if place.id in self.server.places:
            await self.asking.do(who, "message", channel_id=place.id, content=words)

    async def enter(self, who: str, place: Place) -> None:
        """Enter a voice channel."""
        await self.tell(who, f"enters {place.name if place.parent in self.ours else f'the {place.name}'}")
        await self._sit(who, place.id)

    async def speak(self, who: str, start: float, length: float) -> None:
        """Say something aloud, in so many seconds and for so long; whoever is not in voice says nothing."""
        # Packets go out at their real rate, however fast the clock is.
        times = [round(at / self.watch.pace, 3) for at in (start, start + length)]
        await self.asking.do(who, "speak", intervals=[times])

    async def hang_up(self, who: str, how: str = "") -> None:
        """Leave voice."""
        await self.tell(who, f"hangs up{how}")
        await self._sit(who, None)

    async def _sit(self, who: str, place_id: str | None) -> None:
        async with self.watch.acting:
            await self.asking.do(who, "voice", channel_id=place_id)
            self.watch.went[who] = place_id

    async def command(self, who: str, place: Place, name: str, **options: object) -> Written:
        """Give a slash command and read its answer."""
        return await self.read(who, await self.begin(who, place, name, **options))

    async def begin(self, who: str, place: Place, name: str, **options: object) -> Json:
        """Give a slash command; the interaction once it is answered."""
        typed = "".join(f" {key}: {value}" for key, value in options.items())
        await self.tell(who, f"types /{name}{typed}")
        return await self.asking.ask(who, "command", channel_id=place.id, name=name, options=options)

    async def press(self, who: str, post: Written, label: str, *, aloud: bool = True) -> Written:
        """Press a button and read the answer, which is written down unless it is not to be told `aloud`."""
        await self.tell(who, f"presses {label}")
        done = await self.asking.ask(who, "click", message_id=post.id, label=label)
        public = any(post.id == other.id for place in self.server.places.values() for other in place.written)
        return await self.read(who, done, aloud=aloud, instead_of=None if public else post)

    async def open_form(self, who: str, post: Written, label: str) -> str:
        """Press a button that opens a form; the form's id."""
        await self.tell(who, f"presses {label}")
        begun = await self.asking.ask(who, "click", message_id=post.id, label=label)
        if begun["modal"] is None:
            raise Missed(f"{self.name(who)} was shown no form")
        return str(begun["id"])

    async def hand_in(
        self, who: str, form: str, fields: Mapping[str, object], told: str, *, aloud: bool = True
    ) -> Written:
        """Fill a form in and read the answer; `told` is what the story says of it."""
        await self.sleep(FILLING)
        await self.tell(who, f"fills in the form: {told}")
        done = await self.asking.ask(who, "modal", tries=1, interaction_id=form, fields=fields)
        return await self.read(who, done, aloud=aloud)

    async def choose(self, who: str, panel: Written, menu: str, value: str, shown: str) -> Written:
        """Choose in a menu of a private answer, which then shows the choice."""
        await self.tell(who, f"chooses {shown}")
        done = await self.asking.ask(who, "select", message_id=panel.id, custom_id=menu, values=[value])
        return await self.read(who, done, aloud=False)

    async def read(self, who: str, answered: Json, *, aloud: bool = True, instead_of: Written | None = None) -> Written:
        """What somebody is answered, which is written down unless it is not to be told `aloud`."""
        if not answered["original"]:
            raise Missed(f"{self.name(who)} was answered nothing")
        answer = message(answered["original"])
        if aloud:
            await self.watch.look()
            told = news(instead_of, answer, self.server) if instead_of else line(answer, self.server)
            self.watch.chronicle.add(BOT, f"to {self.name(who)} alone: {told}")
        return answer

    async def wait_for_post(self, place: Place, label: str) -> Written:
        """The newest post of the bot there with such a button, once there is one."""

        def there(server: Server) -> list[Written]:
            here = server.places.get(place.id)
            return [post for post in here.by_bot() if label in post.buttons] if here else []

        what = f"a post with the button {label} in {place.name}"
        server = await self.watch.until(what, lambda server: bool(there(server)), self.patience())
        return there(server)[-1]
