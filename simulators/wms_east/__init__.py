"""A simulated WMS of the east site: JSON, camelCase, epoch milliseconds, bearer tokens."""
