"""How soon people are answered."""
