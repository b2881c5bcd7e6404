"""What a carrier's reply itself says: its own times with their zones, its own codes and places."""
