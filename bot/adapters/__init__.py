"""The outside world, one file a port, each the only one that imports its library."""
