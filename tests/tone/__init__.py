"""The soft tone: how it was made."""
