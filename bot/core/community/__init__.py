"""What a server has chosen, and what its members say about themselves."""
