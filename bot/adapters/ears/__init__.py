"""discord.py 2.7.1 made fit to listen: what `adapters/ears.py` stands on."""
