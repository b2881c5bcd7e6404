"""Endpoints of partners and what waits for them, on SQLite and PostgreSQL."""
