"""An order's life as it is planned: what it is, how it is divided, and every fact from placed to closed."""
