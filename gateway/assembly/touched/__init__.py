"""What an exception case touches: orders, items, customers and places."""
