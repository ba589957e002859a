"""What people can ask for, one call each; answers are for them alone, refusals say what to do instead."""

from __future__ import annotations

from bot.engine.afterwards import Afterwards
from bot.engine.conductor import Conductor
from bot.engine.hands import Hands
from bot.engine.icebreaker.watch import Icebreaker
from bot.engine.leftovers import Leftovers
from bot.engine.mutes import Mutes
from bot.engine.seating import Seater
from bot.engine.stay_votes import StayVotes
from bot.ports.bundle import Ports
from bot.usecases.afterwards import AfterwardsUseCases
from bot.usecases.board import BoardUseCases
from bot.usecases.broadcasting import BroadcastingUseCases
from bot.usecases.coming_again import ComingAgainUseCases
from bot.usecases.editing import EditingUseCases
from bot.usecases.ending import EndingUseCases
from bot.usecases.gathering import GatheringUseCases
from bot.usecases.guests import GuestUseCases
from bot.usecases.host_rights import HostRights
from bot.usecases.hosting import HostingUseCases
from bot.usecases.invitation import InvitationUseCases
from bot.usecases.leftovers import LeftoverUseCases
from bot.usecases.member import MemberUseCases
from bot.usecases.mending import MendingUseCases
from bot.usecases.offers import Offers
from bot.usecases.planning import PlanningUseCases
from bot.usecases.questions import QuestionUseCases
from bot.usecases.rehearsal import RehearsalUseCases
from bot.usecases.reports import ReportUseCases
from bot.usecases.room import RoomUseCases
from bot.usecases.standing import StandingPlaces
from bot.usecases.taking import TakingUseCases

__all__ = [
    "AfterwardsUseCases",
    "BoardUseCases",
    "BroadcastingUseCases",
    "ComingAgainUseCases",
    "EditingUseCases",
    "EndingUseCases",
    "GatheringUseCases",
    "GuestUseCases",
    "HostingUseCases",
    "InvitationUseCases",
    "LeftoverUseCases",
    "MemberUseCases",
    "MendingUseCases",
    "PlanningUseCases",
    "Ports",
    "QuestionUseCases",
    "RehearsalUseCases",
    "ReportUseCases",
    "RoomUseCases",
    "TakingUseCases",
    "UseCases",
]


class UseCases:
    """Everything that can be asked for, by subject, as the doors need it."""

    def __init__(  # noqa: PLR0917 - one of each, told apart by their types
        self,
        conductor: Conductor,
        icebreaker: Icebreaker,
        seater: Seater,
        stay_votes: StayVotes,
        afterwards: Afterwards,
        leftovers: Leftovers,
        mutes: Mutes,
        ports: Ports,
    ) -> None:
        store, ledger, clock, venue = ports.store, ports.ledger, ports.clock, ports.venue
        self.offers, hosts = Offers(ledger, clock), HostRights(conductor, store, venue)
        self.gathering = GatheringUseCases(conductor, icebreaker, hosts, self.offers, ports)
        self.ending = EndingUseCases(conductor, hosts, venue, clock)
        self.hosting = HostingUseCases(conductor, icebreaker, seater, hosts, self.offers, self.gathering, ports)
        self.planning = PlanningUseCases(conductor, hosts, self.offers, ports)
        self.editing = EditingUseCases(conductor, hosts, self.offers, self.planning, clock)
        self.leftovers = LeftoverUseCases(hosts, leftovers)
        self.board = BoardUseCases(conductor, hosts, self.planning, self.ending)
        hands = Hands(conductor=conductor, seater=seater, venue=venue, ledger=ledger, clock=clock)
        self.guests = GuestUseCases(conductor, hosts, hands, mutes, ports)
        self.reports = ReportUseCases(conductor, hosts, venue)
        self.mending = MendingUseCases(conductor, hosts, ports)
        self.broadcasting = BroadcastingUseCases(conductor, hosts, self.offers, venue, clock)
        self.rehearsal = RehearsalUseCases(hosts, ports)
        standing = StandingPlaces(ledger, clock)
        self.invitation = InvitationUseCases(conductor, standing, self.hosting.join, ports)
        self.coming_again = ComingAgainUseCases(conductor, self.invitation, standing, ports)
        self.taking = TakingUseCases(self.offers, self.hosting, self.planning, self.editing, self.broadcasting)
        self.member = members = MemberUseCases(conductor=conductor, icebreaker=icebreaker, store=store, ledger=ledger)
        self.room = RoomUseCases(
            conductor=conductor, icebreaker=icebreaker, stay_votes=stay_votes, hosts=hosts, members=members, clock=clock
        )
        self.questions = QuestionUseCases(conductor, hosts, ports)
        self.afterwards = AfterwardsUseCases(afterwards, conductor, hosts, ports)
