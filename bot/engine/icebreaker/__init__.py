"""A question when talk stalls: rooms watched, a question chosen and posted, ears in turn."""
