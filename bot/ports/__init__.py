"""What the conductor needs from outside, and in what words failures come back."""

from bot.ports.deeds import Deeds
from bot.ports.ears import Ears, TalkObserver
from bot.ports.mutes import MuteList
from bot.ports.offers import OfferBook
from bot.ports.standing import StandingPlaces
from bot.ports.store import Guestbook, Ledger, Register, Stale, Store, StoreUnusable
from bot.ports.tone import SoundboardFull, Tone
from bot.ports.tools import Alarm, Catalogue, Clock, Draw, RingingAlarm, TypedTimes
from bot.ports.venue import Busy, Forbidden, Missing, NameForbidden, NotDone, Unsure, Venue

__all__ = [
    "Alarm",
    "Busy",
    "Catalogue",
    "Clock",
    "Deeds",
    "Draw",
    "Ears",
    "Forbidden",
    "Guestbook",
    "Ledger",
    "Missing",
    "MuteList",
    "NameForbidden",
    "NotDone",
    "OfferBook",
    "Register",
    "RingingAlarm",
    "SoundboardFull",
    "Stale",
    "StandingPlaces",
    "Store",
    "StoreUnusable",
    "TalkObserver",
    "Tone",
    "TypedTimes",
    "Unsure",
    "Venue",
]
