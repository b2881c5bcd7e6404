"""The ports that only assembly offers, on top of those of the backends."""

from domain.availability.asking import Answered, Question
from domain.cases.impact import Impact
from domain.orders import Progress
from domain.ports.reading import Port
from domain.stock import StockKey, StockPosition

PROGRESS: Port[str, Progress] = Port("progress")
"""Milestones of an order from warehouses, transport, carriers and returns, by order number."""

IMPACT: Port[str, Impact] = Port("impact")
"""What an exception case's subject touches, by entity key. A system that is away leaves its part out."""

AVAILABILITY: Port[Question, Answered] = Port("availability")
"""What may be promised of an item by the rules of selling: of positions, our holds, supply and components."""

POSITIONS: Port[StockKey, StockPosition] = Port("positions")
"""What lies where, as STOCK has it, and what we hold of it: for showing. To count with, read AVAILABILITY."""
