"""A mixer, and what each event, fact and hour makes of it."""
