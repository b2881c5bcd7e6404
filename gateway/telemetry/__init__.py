"""What the process tells of itself: structured logs, trace ids and metrics."""
