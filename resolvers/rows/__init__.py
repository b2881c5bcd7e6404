"""Row scope at the readers: whoever is held to some rows reads through these, on every route."""
