"""The worlds that the bot's own tests run in; the sandbox's tests each choose theirs."""

WORLD, SOAKED = "ordinary", "harsh"
"""That of every test, and that of those who look for what happens seldom."""
