"""Small stand-ins that behave: a clock to set, networks that fail on demand, backends in memory."""
