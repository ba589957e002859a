"""What people can ask for, one call each; answers are for them alone, refusals say what to do instead."""

from __future__ import annotations

from bot.engine.afterwards import Afterwards
from bot.engine.conductor import Conductor
from bot.engine.icebreaker.watch import Icebreaker
from bot.engine.seating import Seater
from bot.engine.stay_votes import StayVotes
from bot.ports.bundle import Ports
from bot.usecases.afterwards import AfterwardsUseCases
from bot.usecases.board import BoardUseCases
from bot.usecases.host_rights import HostRights
from bot.usecases.hosting import HostingUseCases
from bot.usecases.invitation import InvitationUseCases
from bot.usecases.member import MemberUseCases
from bot.usecases.offers import Offers
from bot.usecases.planning import PlanningUseCases
from bot.usecases.questions import QuestionUseCases
from bot.usecases.rehearsal import RehearsalUseCases
from bot.usecases.room import RoomUseCases

__all__ = [
    "AfterwardsUseCases",
    "BoardUseCases",
    "HostingUseCases",
    "InvitationUseCases",
    "MemberUseCases",
    "PlanningUseCases",
    "Ports",
    "QuestionUseCases",
    "RehearsalUseCases",
    "RoomUseCases",
    "UseCases",
]


class UseCases:
    """Every desk of the reception, as the doors need them."""

    def __init__(  # noqa: PLR0917 - one of each, told apart by their types
        self,
        conductor: Conductor,
        attention: Icebreaker,
        usher: Seater,
        ballots: StayVotes,
        afterwards: Afterwards,
        outside: Ports,
    ) -> None:
        store, ledger = outside.store, outside.ledger
        self.drafts, hosts = Offers(outside.clock), HostRights(conductor, store, outside.venue)
        self.reception = HostingUseCases(conductor, attention, usher, hosts, self.drafts, outside)
        self.scheduling = PlanningUseCases(conductor, hosts, self.drafts, outside)
        self.boardside = BoardUseCases(conductor, hosts, self.scheduling)
        self.rehearsing = RehearsalUseCases(hosts, outside)
        self.invitations = InvitationUseCases(conductor=conductor, store=store, ledger=ledger, join=self.reception.join)
        self.members = MemberUseCases(
            conductor=conductor, attention=attention, drafts=self.drafts, store=store, ledger=ledger
        )
        self.roomside = RoomUseCases(
            conductor=conductor,
            attention=attention,
            ballots=ballots,
            hosts=hosts,
            members=self.members,
            clock=outside.clock,
        )
        self.questions = QuestionUseCases(store=store, ledger=ledger)
        self.goodbyes = AfterwardsUseCases(afterwards, conductor, outside)
