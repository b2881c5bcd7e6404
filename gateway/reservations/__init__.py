"""Reservations at work: what may be held is kept up to date, holds are made and ended, and told of."""
