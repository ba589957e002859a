"""The picture of an evening, for its recap. Nothing here loads the drawing library before the first picture."""
