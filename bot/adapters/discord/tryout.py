"""The first meeting with a real Discord: every kind of act of an evening, done once in a category of its own.

Only the bots see it, the server's owner, and administrators. Nothing of it stays, however it ends: what a killed tryout
has left behind is removed by the next.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex
from typing import TypeVar

import discord

from bot.adapters.discord.leftovers import NAME, remove_leftovers
from bot.adapters.discord.tryout_phone import SHOWN, Ask, ask_all, facts, lacking, put, question_in
from bot.adapters.discord.venue import DiscordVenue
from bot.adapters.ears.attendance import Attendance
from bot.core.lifecycle.facts import CategoryFound, EventShown, PostSent, RoomFound
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.scheduled_event import CANCELLED, EditEvent, MakeEvent, StepEvent
from bot.core.lifecycle.wanted_post import PostKind
from bot.core.listening.census import Census
from bot.core.planning.start import Wish, new_mixer
from bot.core.reconcile.acts import Act, Admit, Bring, OpenCategory, OpenRoom, Remove, Reword, Say, ShowStatus
from bot.core.text import Question, Text
from bot.ports import Clock, Ears, Forbidden, Missing, NotDone, Tone, Unsure
from bot.ui.catalogue import texts

WORKS, REFUSED, DIFFERS, LEFT_OUT = "works", "refused", "differs", "left out"
TOLD_WITHIN = 10.0
"""Seconds in which Discord's gateway tells of a channel, or the bot is sure that it does not (chosen)."""
HEARS_WITHIN = 20.0
"""Seconds in which an ear is in its room (chosen)."""
ANSWERS = {True: "", False: "you say that it did not", None: "you did not say"}
T = TypeVar("T")
Pause = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Tried:
    """One kind of act: how it went, and for all but what works why, in words."""

    what: str
    how: str
    words: str = ""


class Tryout:
    """Plays it in one server and notes how each act went."""

    def __init__(
        self,
        client: discord.Client,
        venue: DiscordVenue,
        ears: Ears,
        tone: Tone,
        *,
        attendance: Attendance,
        census: Census,
        clock: Clock,
        ask: Ask | None = None,
    ) -> None:
        """`attendance` and `census` know what the ears have met; without `ask` nobody can be asked what they see."""
        self._client, self._venue, self._ears, self._clock = client, venue, ears, clock
        self._attendance, self._census = attendance, census
        self._tone, self._ask = tone, ask
        self.tried: list[Tried] = []
        self.facts: dict[str, object] = {}
        """What only a real server can tell, as a sandbox takes it for its world."""

    async def play(self, guild_id: int, minutes: float, pause: Pause) -> None:
        """Try everything; the ears stay for so many minutes."""
        guild = self._client.get_guild(guild_id)
        if guild is None:
            self.tried.append(Tried("the server", REFUSED, "the bot is not in it; `engawa check` has the invite link"))
            return
        await remove_leftovers(guild)
        self._mixer = _evening(guild, self._clock)
        self._look_for_hidden(guild)
        try:
            await self._play(guild, minutes, pause)
        finally:
            self._ears.attend(guild.id, ())
            await self._attempt("removing what is left", remove_leftovers(guild))

    async def _play(self, guild: discord.Guild, minutes: float, pause: Pause) -> None:
        category = await self._do("opening a category", OpenCategory(NAME))
        if not isinstance(category, CategoryFound):
            return
        rooms = [room for n in (1, 2) if (room := await self._room(n, category.channel_id)) is not None]
        if len(rooms) < 2:
            return
        owner_id = guild.owner_id or 0
        await self._do("letting a late guest in", Admit(owner_id, 1, rooms[0]))
        await self._posts(rooms[0])
        await self._do("a status line", ShowStatus(1, rooms[0], Question("")))
        await self._attempt("a menu in which nothing need be chosen", self._menu(rooms[0]))
        await self._calendar(rooms[0])
        await self._hear_and_move(guild, rooms, minutes, pause)
        for act in (*map(Remove, rooms), Remove(category.channel_id)):
            await self._do("closing a room" if act.channel_id in rooms else "closing the category", act)

    async def _room(self, number: int, category_id: int) -> int | None:
        """A room's id, and after how many seconds its channel was ready."""
        name = f"Room {number}"
        told = asyncio.ensure_future(
            self._client.wait_for(
                "guild_channel_create",
                check=lambda channel: channel.name == name and channel.category_id == category_id,
                timeout=TOLD_WITHIN,
            )
        )
        made = await self._do(f"opening room {number}", OpenRoom(number, name, category_id, ()))
        if not isinstance(made, RoomFound):
            told.cancel()
            return None
        answered = self._clock()
        try:
            await told
        except TimeoutError:
            self._differs(f"room {number} is ready", f"the gateway has not told of it for {TOLD_WITHIN:.0f} s")
        else:
            late = max(0.0, (self._clock() - answered).total_seconds())
            self.facts["late_channels"] = max(round(late, 2), float(str(self.facts.get("late_channels", 0.0))))
        return made.channel_id

    async def _posts(self, room_id: int) -> None:
        say = Say(PostKind.NOTICE.key(), room_id, Text("announcement.over", {"title": NAME}))
        first = await self._do("a post", say)
        if not isinstance(first, PostSent):
            return
        again = await self._do("the same post again", say)
        if isinstance(again, PostSent) and again.message_id != first.message_id:
            self._differs("the same post again", "it stands there twice: the nonce is not kept to")
        await self._do("editing a post", Reword(say.key, room_id, first.message_id, say.text))

    async def _menu(self, room_id: int) -> None:
        view = discord.ui.View(timeout=None)
        options = [discord.SelectOption(label=str(number)) for number in (1, 2)]
        view.add_item(discord.ui.Select(min_values=0, max_values=2, required=False, options=options))
        view.stop()
        await self._client.get_partial_messageable(room_id).send(NAME, view=view, silent=True)

    async def _calendar(self, room_id: int) -> None:
        begins = self._clock().replace(microsecond=0) + timedelta(hours=1)
        ends = begins + timedelta(hours=1)
        made = await self._do("an event in the calendar", MakeEvent(NAME, begins, ends, room_id))
        if isinstance(made, EventShown):
            later = timedelta(minutes=5)
            await self._do("moving the event", EditEvent(made.event_id, NAME, begins + later, ends + later))
            await self._do("calling the event off", StepEvent(made.event_id, CANCELLED))

    async def _hear(
        self, guild: discord.Guild, rooms: list[int], minutes: float, pause: Pause, *, owner_there: bool = False
    ) -> None:
        count = min(len(rooms), self._ears.count(guild.id))
        what = f"{count} of {len(rooms)} rooms heard for {minutes:g} min"
        if not count:
            self.tried.append(Tried("hearing", LEFT_OUT, "this machine can have no ears; `engawa check` says why"))
            return
        self._ears.attend(guild.id, rooms[:count])
        try:
            async with asyncio.timeout(HEARS_WITHIN):
                await self._attendance.until(count)
        except TimeoutError:
            heard = len(self._attendance.heard_now)
            self.tried.append(Tried(what, REFUSED, f"only {heard} ears were in their rooms after {HEARS_WITHIN:.0f} s"))
            return
        await self._show_question(guild, rooms[0], owner_there=owner_there)
        await pause(minutes * 60)
        if self._attendance.losses or len(self._attendance.heard_now) < count:
            self._differs(what, f"an ear was lost so many times: {self._attendance.losses}")
        else:
            self.tried.append(Tried(what, WORKS))
        for number, (sent, answers) in enumerate(self._census.pings(), 1):
            words = "" if answers else "an answer is not promised: this server is judged by its packets alone"
            self.tried.append(Tried(f"ear {number}: {answers} of {sent} pings answered", WORKS, words))
        self.facts |= self._census.facts()

    async def _show_question(self, guild: discord.Guild, room_id: int, *, owner_there: bool) -> None:
        """A question as a room gets it, with its tone; and, if somebody can be asked, what their phone showed."""
        post, status = question_in(room_id)
        await self._do("a question that is not silent", post)
        await self._do("a question on the status line", status)
        sounded = await self._play_tone(guild, room_id)
        what = "what a phone shows of a question"
        if self._ask is None or not owner_there:
            words = "nobody is there to be asked: it takes a terminal, and the server's owner in voice on a phone"
            self.tried.append(Tried(what, LEFT_OUT, words))
            return
        shown = await ask_all(self._ask, sounded=sounded)
        hows = {True: WORKS, False: DIFFERS, None: LEFT_OUT}
        self.tried += [Tried(SHOWN[one.what], hows[one.answer], ANSWERS[one.answer]) for one in shown]
        self.facts |= facts(shown)

    async def _play_tone(self, guild: discord.Guild, room_id: int) -> bool:
        if missing := lacking(self._tone, guild.id):
            words = f"only servers that want it need {missing}, which is not given here"
            self.tried.append(Tried("the soft tone", LEFT_OUT, words))
            return False
        tone_id = await self._attempt("the soft tone on the soundboard", put(guild))
        if tone_id is None:
            return False
        what = "the soft tone in a room"
        played = await self._attempt(what, self._tone.play(guild.id, room_id, tone_id, lambda: True))
        if played is False:
            self._differs(what, "no ear was in the room to play it")
        return played is True

    async def _hear_and_move(self, guild: discord.Guild, rooms: list[int], minutes: float, pause: Pause) -> None:
        """The server's owner is heard, if in voice, and moved there and back; else a listener is moved."""
        owner = guild.get_member(guild.owner_id or 0)
        place = owner.voice.channel if owner is not None and owner.voice else None
        if owner is None or place is None:
            await self._hear(guild, rooms, minutes, pause)
            await self._move_listener(guild, rooms)
            return
        came = await self._do("moving somebody", Bring(owner.id, place.id, rooms[0]))
        await self._hear(guild, rooms, minutes, pause, owner_there=came is not None)
        if came is not None:
            await self._do("moving them back", Bring(owner.id, rooms[0], place.id))

    async def _move_listener(self, guild: discord.Guild, rooms: list[int]) -> None:
        if (listener := self._bot_in(guild, rooms[1])) is not None:
            await self._do("moving somebody", Bring(listener, rooms[1], rooms[0]))
            return
        words = "nobody is there to be moved: it takes a listener bot, or the server's owner in voice"
        self.tried.append(Tried("moving somebody", LEFT_OUT, words))

    def _bot_in(self, guild: discord.Guild, room_id: int) -> int | None:
        channel = guild.get_channel(room_id)
        inside = channel.voice_states if isinstance(channel, discord.VoiceChannel) else {}
        return next((user for user in inside if user != guild.me.id), None)

    def _look_for_hidden(self, guild: discord.Guild) -> None:
        """How Discord tells of voice channels that the bot cannot see; where it says nothing discord.py was given 0."""
        for channel in guild.voice_channels:
            if not channel.permissions_for(guild.me).view_channel:
                told: int | None = channel.bitrate
                self.facts["hidden_channels"] = {None: "obfuscated", 0: "omitting"}.get(told, "whole")

    def _differs(self, what: str, words: str) -> None:
        self.tried.append(Tried(what, DIFFERS, words))

    async def _do(self, what: str, act: Act) -> object:
        return await self._attempt(what, self._venue.do(self._mixer, act))

    async def _attempt(self, what: str, deed: Awaitable[T]) -> T | None:
        """Do it, and note how it went."""
        try:
            done = await deed
        except Unsure as error:
            self._differs(what, str(error))
        except (NotDone, discord.HTTPException) as error:
            self.tried.append(Tried(what, REFUSED, _why(error)))
        else:
            self.tried.append(Tried(what, WORKS))
            return done
        return None


def _evening(guild: discord.Guild, clock: Clock) -> Mixer:
    return new_mixer(
        id=token_hex(4),
        guild_id=guild.id,
        host_id=guild.me.id,
        channel_id=0,
        lobby_id=0,
        language="en",
        wish=Wish(title=NAME),
        untitled=NAME,
        now=clock(),
    )


def _why(error: Exception) -> str:
    """Discord's own code and words, and ours."""
    cause = error if isinstance(error, discord.HTTPException) else error.__cause__
    told = f"Discord: {cause.status}/{cause.code} {cause.text}" if isinstance(cause, discord.HTTPException) else ""
    match error:
        case Forbidden():
            ours = f"lacking: {texts('en')[f'permission.{error.permission}']}"
        case Missing():
            ours = f"not there: {error}"
        case _:
            ours = "" if error is cause else str(error)
    return "; ".join(part for part in (told, ours) if part)
