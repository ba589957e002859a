"""What people can ask for, one call each; answers are for them alone, refusals say what to do instead."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from bot.attention import Attention
from bot.conductor import Conductor
from bot.ports import Catalogue, Clock, Ledger, Store, TypedTimes, Venue
from bot.reception.drafts import Drafts
from bot.reception.hosting import Reception
from bot.reception.hosts import Hosts
from bot.reception.invitations import Invitations
from bot.reception.members import Members
from bot.reception.questions import OwnQuestions
from bot.reception.roomside import Roomside
from bot.reception.scheduling import Scheduling
from bot.usher import Usher

__all__ = ["Desks", "Invitations", "Members", "OwnQuestions", "Reception", "Roomside", "Scheduling"]


class Desks:
    """Every desk of the reception, as the doors need them."""

    def __init__(
        self,
        conductor: Conductor,
        attention: Attention,
        usher: Usher,
        *,
        store: Store,
        ledger: Ledger,
        venue: Venue,
        times: TypedTimes,
        catalogue: Catalogue,
        clock: Clock,
        new_id: Callable[[], str] = lambda: secrets.token_hex(4),
    ) -> None:
        self.drafts, hosts = Drafts(), Hosts(conductor, store)
        self.reception = Reception(
            conductor=conductor,
            attention=attention,
            usher=usher,
            hosts=hosts,
            drafts=self.drafts,
            store=store,
            ledger=ledger,
            venue=venue,
            catalogue=catalogue,
            clock=clock,
            new_id=new_id,
        )
        self.scheduling = Scheduling(
            conductor=conductor,
            hosts=hosts,
            drafts=self.drafts,
            store=store,
            venue=venue,
            times=times,
            catalogue=catalogue,
            clock=clock,
            new_id=new_id,
        )
        self.invitations = Invitations(conductor=conductor, drafts=self.drafts, store=store, ledger=ledger)
        self.members = Members(conductor=conductor, attention=attention, store=store, register=ledger)
        self.roomside = Roomside(conductor=conductor, attention=attention, members=self.members, clock=clock)
        self.questions = OwnQuestions(store=store, ledger=ledger)
