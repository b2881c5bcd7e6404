"""What adapters share on the way to their systems: one HTTP client, one border for foreign errors."""
