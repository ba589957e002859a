"""Wishes for a mixer, checked: now, or on a day to come."""
