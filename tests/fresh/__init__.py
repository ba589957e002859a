"""What a newcomer's machine does with a clean clone. Only the standard library: nothing is installed yet."""
