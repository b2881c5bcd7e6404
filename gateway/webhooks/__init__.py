"""Webhooks out: from the log to the endpoints of partners."""
