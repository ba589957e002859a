"""What a server remembers over its evenings, in the store's database: its questions, guestbook and register."""

from bot.adapters.ledger.questions import SqlLedger
from bot.adapters.ledger.tables import TABLES

__all__ = ["TABLES", "SqlLedger"]
