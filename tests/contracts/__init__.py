"""One suite for each port: whatever stands behind the port subclasses it and says what it knows."""
