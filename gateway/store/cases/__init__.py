"""Exception cases in our database."""
