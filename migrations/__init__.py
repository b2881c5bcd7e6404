"""The revisions of our database. `ordergraph migrate` runs them; they are never edited once released."""
