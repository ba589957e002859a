"""The world that the bot's own tests run in; the sandbox's tests each choose theirs."""

WORLD = "ordinary"
