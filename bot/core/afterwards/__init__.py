"""When the hour is over: goodbyes, who wants to meet again, the recap."""
