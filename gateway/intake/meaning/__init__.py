"""What deliveries mean: in our words, in our names and in those of their source, and whose business it is."""
