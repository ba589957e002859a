"""What should stand written, and where."""
