"""What every simulated server does around its own answers: reads, guards, limits, counts, fails."""
