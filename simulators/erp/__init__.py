"""A simulated ERP: JSON over REST, two-digit statuses, decimal strings, instants in UTC."""
