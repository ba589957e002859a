"""What people can ask for, one call each; answers are for them alone, refusals say what to do instead."""

from __future__ import annotations

from bot.attention import Attention
from bot.conductor import Conductor
from bot.reception.drafts import Drafts
from bot.reception.hosting import Reception
from bot.reception.hosts import Hosts
from bot.reception.invitations import Invitations
from bot.reception.members import Members
from bot.reception.outside import Outside
from bot.reception.questions import OwnQuestions
from bot.reception.roomside import Roomside
from bot.reception.scheduling import Scheduling
from bot.usher import Usher

__all__ = ["Desks", "Invitations", "Members", "Outside", "OwnQuestions", "Reception", "Roomside", "Scheduling"]


class Desks:
    """Every desk of the reception, as the doors need them."""

    def __init__(self, conductor: Conductor, attention: Attention, usher: Usher, outside: Outside) -> None:
        store, ledger = outside.store, outside.ledger
        self.drafts, hosts = Drafts(), Hosts(conductor, store)
        self.reception = Reception(conductor, attention, usher, hosts, self.drafts, outside)
        self.scheduling = Scheduling(conductor, hosts, self.drafts, outside)
        self.invitations = Invitations(conductor=conductor, drafts=self.drafts, store=store, ledger=ledger)
        self.members = Members(conductor=conductor, attention=attention, store=store, register=ledger)
        self.roomside = Roomside(conductor=conductor, attention=attention, members=self.members, clock=outside.clock)
        self.questions = OwnQuestions(store=store, ledger=ledger)
