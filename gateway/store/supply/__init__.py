"""Supply that is on its way, by item, in our database."""
