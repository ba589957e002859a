"""What decides to act beside the conductor, one thing each; they know the conductor and not each other."""
