"""Our own state: on SQLite for one process, on PostgreSQL for many."""
