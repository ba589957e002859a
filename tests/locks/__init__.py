"""The lock files, and what the locked releases ask for."""
