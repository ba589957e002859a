"""What can happen in the world, whoever caused it, and the events that follow."""
