"""What replicas share: bytes behind memory, leases, and news. Each in this process, and over Redis."""
