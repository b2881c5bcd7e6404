"""A simulated parcel carrier: tracking in batches, events with local times that carry their offset."""
