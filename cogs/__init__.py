"""The doors: each reads an interaction, asks the reception once, and answers by key."""
