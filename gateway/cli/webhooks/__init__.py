"""`ordergraph webhooks`: where events are sent, seen to by who runs the house."""
