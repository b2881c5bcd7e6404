"""Stock positions of our own on SQLite and PostgreSQL."""
