"""Lanes, as the graph names them."""

import strawberry

from domain.partners import Lane

__all__ = ["Lane"]

strawberry.enum(Lane, description="Priority at a host's budget, most urgent first.")
