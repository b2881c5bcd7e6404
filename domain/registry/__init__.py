"""The registry of partners: what is kept of each, its credentials, and who changed what."""
