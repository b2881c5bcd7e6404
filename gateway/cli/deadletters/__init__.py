"""`ordergraph deadletters`: what systems pushed and nobody could map, seen to by a person."""
