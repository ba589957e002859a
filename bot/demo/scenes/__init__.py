"""The scenes of the demo: each makes people do something and waits for what the bot should make of it."""
