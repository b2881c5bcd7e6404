"""The published contract: the graph's schema and the events' documents, generated, checked and compared."""
