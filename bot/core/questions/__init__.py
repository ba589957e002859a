"""Which question, from the deck and the community's own."""
