"""What people can ask for, one call each; answers are for them alone, refusals say what to do instead."""

from __future__ import annotations

from bot.conductor import Conductor
from bot.reception.afterwards import Goodbyes
from bot.reception.boardside import Boardside
from bot.reception.drafts import Drafts
from bot.reception.hosting import Reception
from bot.reception.hosts import Hosts
from bot.reception.invitations import Invitations
from bot.reception.members import Members
from bot.reception.outside import Outside
from bot.reception.questions import OwnQuestions
from bot.reception.rehearsing import Rehearsing
from bot.reception.roomside import Roomside
from bot.reception.scheduling import Scheduling
from bot.shells.afterwards import Afterwards
from bot.shells.attention import Attention
from bot.shells.ballots import Ballots
from bot.shells.usher import Usher

__all__ = [
    "Boardside",
    "Desks",
    "Goodbyes",
    "Invitations",
    "Members",
    "Outside",
    "OwnQuestions",
    "Reception",
    "Rehearsing",
    "Roomside",
    "Scheduling",
]


class Desks:
    """Every desk of the reception, as the doors need them."""

    def __init__(  # noqa: PLR0917 - one of each, told apart by their types
        self,
        conductor: Conductor,
        attention: Attention,
        usher: Usher,
        ballots: Ballots,
        afterwards: Afterwards,
        outside: Outside,
    ) -> None:
        store, ledger = outside.store, outside.ledger
        self.drafts, hosts = Drafts(), Hosts(conductor, store, outside.venue)
        self.reception = Reception(conductor, attention, usher, hosts, self.drafts, outside)
        self.scheduling = Scheduling(conductor, hosts, self.drafts, outside)
        self.boardside = Boardside(conductor, hosts, self.drafts, self.scheduling)
        self.rehearsing = Rehearsing(hosts, outside)
        self.invitations = Invitations(
            conductor=conductor, drafts=self.drafts, store=store, ledger=ledger, join=self.reception.join
        )
        self.members = Members(
            conductor=conductor, attention=attention, drafts=self.drafts, store=store, register=ledger
        )
        self.roomside = Roomside(
            conductor=conductor,
            attention=attention,
            ballots=ballots,
            hosts=hosts,
            drafts=self.drafts,
            members=self.members,
            clock=outside.clock,
        )
        self.questions = OwnQuestions(store=store, ledger=ledger)
        self.goodbyes = Goodbyes(afterwards, conductor, outside)
