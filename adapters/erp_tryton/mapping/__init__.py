"""Pure: from what Tryton sends to the records of the domain."""
