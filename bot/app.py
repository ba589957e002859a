"""The composition, and the only one: adapters, engine, use cases and cogs, put together."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import assert_never

import discord
from discord.http import Route

from bot.adapters.discord.clock_check import ClockCheck
from bot.adapters.metrics.state import State, state_of
from bot.adapters.metrics.timed_alarm import TimedAlarm
from bot.adapters.metrics.trace import measure
from bot.adapters.picture.painter import Painter
from bot.adapters.sql.database import Database
from bot.adapters.sql.ledger import SqlLedger
from bot.adapters.sql.store import SqlStore
from bot.adapters.typed_times import DateparserTimes
from bot.adapters.wires import Wires
from bot.core.afterwards.sealing import secret_of
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.listening.room_watch import RoomWatch
from bot.engine.afterwards import Afterwards
from bot.engine.conductor import Conductor
from bot.engine.icebreaker.watch import Icebreaker
from bot.engine.leftovers import Leftovers
from bot.engine.membership import Membership
from bot.engine.mutes import Mutes
from bot.engine.retention import Retention
from bot.engine.room_closing import RoomClosing
from bot.engine.seating import Seater
from bot.engine.series import Series
from bot.engine.stay_votes import StayVotes
from bot.ports import Clock, Draw, Ears, RingingAlarm, StoreUnusable, alarms
from bot.ports.meter import Meter
from bot.settings import Settings
from bot.ui.catalogue import Messages
from bot.usecases import Ports, UseCases
from cogs import open_doors
from cogs.tree import tree_for

log = logging.getLogger("engawa")
AGAIN = timedelta(minutes=1)
"""How soon an alarm is looked at again that rang while the clock was wrong."""

MakeAlarm = Callable[[Callable[[alarms.Due], Awaitable[None]]], RingingAlarm]


class App:
    """What acts and what can be asked for; whatever is told or rung comes in here, and goes to whom it is for."""

    def __init__(self, ports: Ports, *, ears: Ears, draw: Draw, secret: bytes, clock_wrong: Callable[[], bool]) -> None:
        """`secret` blinds what nobody may read in the database; by a wrong clock nothing is decided."""
        self._alarm, self._clock, self._clock_wrong, self._meter = ports.alarm, ports.clock, clock_wrong, ports.meter
        store, ledger, venue, alarm = ports.store, ports.ledger, ports.venue, ports.alarm
        words, clock = ports.catalogue, ports.clock
        self.conductor = Conductor(
            store=store, venue=venue, alarm=alarm, clock=clock, clock_wrong=clock_wrong, observer=self
        )
        self.icebreaker = Icebreaker(
            conductor=self.conductor,
            store=store,
            ledger=ledger,
            ears=ears,
            tone=ports.tone,
            alarm=alarm,
            catalogue=words,
            clock=clock,
            observer=self,
        )
        self.seater = Seater(
            conductor=self.conductor, venue=venue, store=store, ledger=ledger, catalogue=words, clock=clock
        )
        self.membership = Membership(conductor=self.conductor, store=store, venue=venue, clock=clock)
        self.series = Series(self.conductor, ports)
        self.stay_votes = StayVotes(conductor=self.conductor, secret=secret, clock=clock)
        self.room_closing = RoomClosing(
            conductor=self.conductor, following=self.icebreaker.following, alarm=alarm, clock=clock
        )
        self.afterwards = Afterwards(self.series.standing, draw, ports)
        self.retention = Retention(
            conductor=self.conductor, store=store, ledger=ledger, venue=venue, alarm=alarm, clock=clock
        )
        self.leftovers = Leftovers(conductor=self.conductor, store=store, venue=venue, alarm=alarm, clock=clock)
        self.mutes = Mutes(conductor=self.conductor, store=store, ledger=ledger, venue=venue, alarm=alarm, clock=clock)
        self.use_cases = self._use_cases(ports)
        self._watching = (
            *(self.icebreaker, self.seater, self.membership, self.series),
            *(self.stay_votes, self.room_closing, self.afterwards, self.mutes),
        )

    def _use_cases(self, ports: Ports) -> UseCases:
        talk = self.conductor, self.icebreaker, self.seater, self.stay_votes, self.afterwards
        return UseCases(*talk, self.leftovers, self.mutes, ports)

    def lights(self, mixer: Mixer) -> Mapping[int, str]:
        """See MixerObserver."""
        return self.icebreaker.lights(mixer)

    async def may_hear(self, guild_id: int) -> bool:
        """See MixerObserver."""
        return await self.icebreaker.may_come(guild_id)

    async def board_place(self, guild_id: int) -> int | None:
        """See MixerObserver."""
        return (await self.icebreaker.community(guild_id)).board_id

    def settled(self, mixer: Mixer, seen: Snapshot | None) -> None:
        """See MixerObserver."""
        for part in self._watching:
            part.settled(mixer, seen)

    def spoke(self, watch: RoomWatch) -> None:
        """See RoomObserver."""
        self.room_closing.spoke(watch)

    def unfollowed(self, watch: RoomWatch) -> None:
        """See RoomObserver."""
        self.afterwards.unfollowed(watch)
        mixer = self.conductor.mixer(watch.mixer_id)
        room = mixer.room(watch.number) if mixer else None
        for asking in room.askings if room else ():
            self._meter.asked(asking.worked)

    async def resume(self) -> None:
        """Take up everything that is unfinished; harmless when called again."""
        self.retention.start()
        self.leftovers.start()
        await self.conductor.resume()
        await self.afterwards.resume()
        await self.mutes.resume()

    async def servers_changed(self) -> None:
        """Which servers are ours has changed: leave those of others, and take up what is unfinished in ours."""
        self.conductor.leave_others()
        self.icebreaker.leave_others()
        await self.resume()

    async def ring(self, due: alarms.Due) -> None:
        """An alarm has rung; by a wrong clock it rings in vain, and again later."""
        if self._clock_wrong():
            self._alarm.set(due, self._clock() + AGAIN)
            return
        match due:
            case alarms.MixerDue():
                await self.conductor.settle(due.mixer_id)
            case alarms.SweepDue():
                await self.conductor.sweep()
                await self.use_cases.offers.drop_old()
            case alarms.RoomDue():
                await self.icebreaker.ring(due.mixer_id, due.number)
            case alarms.EarsDue():
                self.icebreaker.send_ears(due.guild_id)
            case alarms.RoomEndDue():
                await self.room_closing.ring(due.mixer_id)
            case alarms.AfterwardsDue():
                await self.afterwards.ring(due.mixer_id)
            case alarms.LeftoversDue():
                await self.leftovers.ring()
            case alarms.MutesDue():
                self.mutes.ring(due.guild_id)
            case alarms.RetentionDue():
                await self.retention.ring()
            case alarms.SceneDue():
                await self.use_cases.rehearsal.ring(due.host_id)
            case _:
                assert_never(due)

    async def idle(self) -> None:
        """Wait until nothing is being done; alarms may still be set."""
        for part in (self.conductor, *self._watching):
            await part.idle()


class Bot:
    """The whole bot, ready to be started: Discord's clients, the ears and the alarm, which all tell it what they see.

    Nothing is wired afterwards: whoever tells is given whom to tell as it is made, and it is passed on from here.
    """

    def __init__(
        self, settings: Settings, database: Database, make_alarm: MakeAlarm, clock: Clock, meter: Meter
    ) -> None:
        self._words, secret = Messages(), secret_of(settings.token.get_secret_value())
        self._clock_check = ClockCheck(clock)
        self.wires = Wires(settings, self._words, clock, self, self, tree=tree_for(self._words))
        self._clock_check.attach(self.wires.trace)
        measure(self.wires.trace, meter)
        self.alarm = TimedAlarm(make_alarm, self._ring, meter, clock)
        ports = Ports(
            store=SqlStore(database, self.wires.share),
            ledger=SqlLedger(database, secret, self.wires.share),
            venue=self.wires.venue,
            tone=self.wires.tone,
            times=DateparserTimes(),
            catalogue=self._words,
            alarm=self.alarm,
            clock=clock,
            meter=meter,
        )
        self._app = App(
            ports,
            ears=self.wires.ears,
            draw=Painter(self._words).draw,
            secret=secret,
            clock_wrong=self._clock_check.wrong,
        )

    def state(self) -> State:
        """How it stands, for whoever watches over it."""
        return state_of(
            self._app.conductor.under_way(),
            servers=len(self.wires.main.guilds),
            ears=self.wires.ears.states(),
            waiting=self.wires.venue.requests_waiting(),
            shards=self.wires.shards_up(),
        )

    async def _ring(self, due: alarms.Due) -> None:
        await self._app.ring(due)

    async def opened(self) -> None:
        """See GatewayObserver: mixers under way come first."""
        self._clock_check.complain()
        await open_doors(self.wires.main, self._app.use_cases, self._words)
        self.alarm.start()
        await self._app.resume()
        self.wires.share_servers(self._app.servers_changed)

    async def watch_clock(self) -> None:
        """Compare our clock with Discord's for as long as the bot runs."""
        await self._clock_check.watch(lambda: self.wires.main.http.request(Route("GET", "/gateway")), self._right_again)

    async def _right_again(self) -> None:
        await self.servers(frozenset(guild.id for guild in self.wires.main.guilds))
        await self._app.resume()

    def seen(self, guild_id: int) -> None:
        """See GatewayObserver."""
        self._app.conductor.look_again(guild_id)
        self._app.leftovers.seen(guild_id)
        self._app.mutes.seen(guild_id)

    def shard_away(self, shard_id: int, away: bool) -> None:
        """See GatewayObserver."""
        self.wires.venue.shard_away(shard_id, away)

    def learning(self, guild_id: int, on: bool) -> None:
        """See GatewayObserver."""
        self.wires.venue.learning(guild_id, on)

    def wrote(self, channel_id: int) -> None:
        """See GatewayObserver."""
        self._app.icebreaker.wrote(channel_id)

    def message_gone(self, guild_id: int, message_id: int) -> None:
        """See GatewayObserver."""
        self._app.conductor.message_gone(guild_id, message_id)

    def planned(self, event: discord.ScheduledEvent) -> None:
        """See GatewayObserver."""
        self.wires.venue.gateway_told(event)

    def counted(self, event_id: int, interested: int) -> None:
        """See GatewayObserver."""
        self.wires.venue.counted(event_id, interested)

    def liked(self, event_id: int, change: int) -> None:
        """See GatewayObserver."""
        self.wires.venue.liked(event_id, change)

    def channel_told(self, channel_id: int) -> None:
        """See GatewayObserver."""
        self.wires.venue.channel_told(channel_id)

    def status_told(self, channel_id: int, status: str | None) -> None:
        """See GatewayObserver."""
        self.wires.venue.status_told(channel_id, status)

    async def servers(self, present: frozenset[int]) -> None:
        """See GatewayObserver."""
        if self._clock_check.wrong() or not self.wires.main.knows(self.wires.share.held):
            return  # it is written down since when
        try:
            await self._app.retention.servers(present)
        except StoreUnusable:
            log.exception("which servers the bot is in could not be kept")

    def hears(self, channel_id: int, able: bool, at: float) -> None:
        """See TalkObserver."""
        self._app.icebreaker.hears(channel_id, able, at)

    def heard(self, channel_id: int, user_id: int, on: bool, at: float) -> None:
        """See TalkObserver."""
        self._app.icebreaker.heard(channel_id, user_id, on, at)
