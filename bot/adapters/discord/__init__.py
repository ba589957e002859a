"""discord.py: what the bot sees of Discord and does there."""
