"""The ports that only assembly offers, on top of those of the backends."""

from domain.orders import Progress
from domain.ports.reading import Port

PROGRESS: Port[str, Progress] = Port("progress")
"""Milestones of an order from warehouses, transport, carriers and returns, by order number."""
