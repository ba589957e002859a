"""What people can ask for, one call each; answers are for them alone, refusals say what to do instead."""

from __future__ import annotations

from bot.engine.afterwards import Afterwards
from bot.engine.conductor import Conductor
from bot.engine.icebreaker.watch import Attention
from bot.engine.seating import Usher
from bot.engine.stay_votes import Ballots
from bot.ports.bundle import Outside
from bot.usecases.afterwards import Goodbyes
from bot.usecases.board import Boardside
from bot.usecases.host_rights import Hosts
from bot.usecases.hosting import Reception
from bot.usecases.invitation import Invitations
from bot.usecases.member import Members
from bot.usecases.offers import Drafts
from bot.usecases.planning import Scheduling
from bot.usecases.questions import OwnQuestions
from bot.usecases.rehearsal import Rehearsing
from bot.usecases.room import Roomside

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
