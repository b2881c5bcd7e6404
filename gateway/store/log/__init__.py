"""The inbox, the log of events and its dead letters on SQLite and PostgreSQL."""
