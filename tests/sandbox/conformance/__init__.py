"""Other people's libraries on the sandbox, each in its newest version and with nothing of ours beside it."""
