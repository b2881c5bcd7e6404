"""Which scope each field of the graph needs, kind of thing by kind of thing; field_scopes has all of it."""
