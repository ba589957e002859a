"""The window: a page on the sandbox's own port in which people sit in that Discord, and what keeps others out of it."""
