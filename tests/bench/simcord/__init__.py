"""The sandbox beside simcord: how soon a bot can be tried, what that takes, and how fast it goes."""
