"""The world's things as the JSON that Discord shows of them."""
