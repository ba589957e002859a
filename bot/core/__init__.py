"""The quiet room: pure decisions about a mixer; no clock, no network, no Discord."""
