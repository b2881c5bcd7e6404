"""What stands before the first order: places, products, customers, and each system's names for everything."""
