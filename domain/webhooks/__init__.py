"""Webhooks out: the endpoints of partners, and what is delivered to them."""
