"""What is kept over a crash, in SQLite or PostgreSQL."""
