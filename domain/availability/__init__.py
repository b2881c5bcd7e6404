"""What may be promised: of what lies on the shelves, what is on its way, and what the rules let whom have."""

from domain.availability.answers import Availability, LocationAvailability
from domain.availability.plain import availability, available_at

__all__ = ["Availability", "LocationAvailability", "availability", "available_at"]
