"""Running operations: from a document's text to an answer, whatever the transport."""
