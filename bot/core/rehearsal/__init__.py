"""An evening that is only played, for a host to see."""
