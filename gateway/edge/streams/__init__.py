"""What all transports of subscriptions share, and those over plain HTTP: server-sent events and multipart."""
