"""Partners, their keys and the audit of both in our database."""
