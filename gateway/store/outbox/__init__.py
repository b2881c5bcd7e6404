"""How far the log was published to the company's brokers, on SQLite and PostgreSQL."""
