"""What Tryton sends, by model: structs that are also what is asked for."""
