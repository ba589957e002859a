"""Everything that decides and answers, put together on the ports that are handed in."""

from __future__ import annotations

from bot.conductor import Conductor
from bot.ports import Draw, Ears
from bot.reception import Desks, Outside
from bot.shells.afterwards import Afterwards
from bot.shells.attention import Attention
from bot.shells.ballots import Ballots
from bot.shells.caretaker import Caretaker
from bot.shells.finishing import Finishing
from bot.shells.planner import Planner
from bot.shells.usher import Usher


class Household:
    """The conductor, the shells that watch it, and the desks; alarms are rung through here."""

    def __init__(self, outside: Outside, *, ears: Ears, draw: Draw, secret: bytes) -> None:
        """`secret` blinds what nobody may read in the database."""
        store, ledger, venue, alarm = outside.store, outside.ledger, outside.venue, outside.alarm
        words, clock = outside.catalogue, outside.clock
        self.conductor = Conductor(store=store, venue=venue, alarm=alarm, clock=clock)
        self.attention = Attention(
            conductor=self.conductor,
            store=store,
            ledger=ledger,
            ears=ears,
            alarm=alarm,
            catalogue=words,
            clock=clock,
        )
        self.usher = Usher(conductor=self.conductor, venue=venue, ledger=ledger, catalogue=words, clock=clock)
        self.planner = Planner(conductor=self.conductor, store=store, clock=clock)
        self.ballots = Ballots(conductor=self.conductor, secret=secret, clock=clock)
        self.finishing = Finishing(
            conductor=self.conductor, following=self.attention.following, alarm=alarm, clock=clock
        )
        self.afterwards = Afterwards(store=store, ledger=ledger, venue=venue, alarm=alarm, draw=draw, clock=clock)
        self.caretaker = Caretaker(store=store, ledger=ledger, alarm=alarm, clock=clock)
        self.desks = Desks(self.conductor, self.attention, self.usher, self.ballots, self.afterwards, outside)
        self._watchers = (self.attention, self.usher, self.planner, self.ballots, self.finishing, self.afterwards)
        self.conductor.watchers += [watcher.settled for watcher in self._watchers]
        self.conductor.lights = self.attention.lights
        self.attention.spoke, self.attention.unfollowed = self.finishing.spoke, self.afterwards.unfollowed

    async def resume(self) -> None:
        """Take up everything that is unfinished; harmless when called again."""
        self.caretaker.start()
        await self.conductor.resume()
        await self.afterwards.resume()

    async def ring(self, name: str) -> None:
        """An alarm has rung; its name says whose it is."""
        if name == self.caretaker.NAME:
            await self.caretaker.ring()
            return
        for owner in (self.afterwards, self.finishing, self.desks.rehearsing):
            if name.startswith(owner.PREFIX):
                await owner.ring(name)
                return
        await (self.conductor if self.conductor.mixer(name) else self.attention).ring(name)

    async def idle(self) -> None:
        """Wait until nothing is being done; alarms may still be set."""
        for part in (self.conductor, *self._watchers):
            await part.idle()
