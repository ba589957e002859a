"""The difference between what is wanted and what Discord shows."""
