"""How well the detector of `bot/core/silence.py` finds stalls in recorded talk: `python -m tests.bench.stall`."""
