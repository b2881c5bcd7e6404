"""What the process sees of the systems behind it, put together for those who run it."""
