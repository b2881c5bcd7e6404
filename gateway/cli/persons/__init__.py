"""What our own state holds of persons: erasing it, and who looked at it."""
