"""Engawa: small online mixers in Discord."""
