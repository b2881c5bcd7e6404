"""Measurements of speed and size. They print figures and assert nothing; results stand in README.md."""
