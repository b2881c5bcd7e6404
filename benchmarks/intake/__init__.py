"""Events from `POST /events/{source}` into the log, and on to who follows it."""
