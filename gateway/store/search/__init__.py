"""The order index and the source feeds in our database."""
