"""From packets to who transmits, and from silence to a stall."""
