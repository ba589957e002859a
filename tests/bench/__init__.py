"""Speed and quality, side by side with what they are compared to in the same run: `make bench`."""
