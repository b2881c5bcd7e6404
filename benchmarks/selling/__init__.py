"""What `availability` costs over millions of kept positions: `python -m benchmarks.selling --help`."""
