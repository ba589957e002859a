"""What a server remembers over its evenings, in the store's database: its questions, guestbook and register."""

from bot.adapters.sql.ledger_tables import TABLES
from bot.adapters.sql.questions import SqlLedger

__all__ = ["TABLES", "SqlLedger"]
