"""A night of a service with thousands of servers, on the real core, engine and store, in a time that jumps."""
