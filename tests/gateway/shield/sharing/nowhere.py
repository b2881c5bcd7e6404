"""Where no Redis listens."""

NOWHERE = "redis://127.0.0.1:1/0"
