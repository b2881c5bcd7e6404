"""The log of events: one order, one cursor, and what came in before it was an event."""
