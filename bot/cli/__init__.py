"""What `engawa` does from the command line, a command a file."""
