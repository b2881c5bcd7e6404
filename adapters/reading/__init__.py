"""What adapters share in reading a record: what its values mean, and notes of what had to be left out."""
