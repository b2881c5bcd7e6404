"""What the instance file says of webhooks out."""
