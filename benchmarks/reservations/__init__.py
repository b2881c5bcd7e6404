"""How fast holds are made, and what makes them: `python -m benchmarks.reservations --help`."""
