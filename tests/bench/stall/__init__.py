"""How well `bot/core/listening/stall.py` finds stalls in recorded talk: `python -m tests.bench.stall`."""
