"""Days, hours and time zones as people type them, and evenings that repeat."""
