"""The ports that only assembly offers, on top of those of the backends."""

from domain.cases.impact import Impact
from domain.orders import Progress
from domain.ports.reading import Port

PROGRESS: Port[str, Progress] = Port("progress")
"""Milestones of an order from warehouses, transport, carriers and returns, by order number."""

IMPACT: Port[str, Impact] = Port("impact")
"""What an exception case's subject touches, by entity key. A system that is away leaves its part out."""
