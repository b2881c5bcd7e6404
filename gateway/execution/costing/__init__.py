"""What operations cost: their fields priced once for a document, and what is to be paid for each request."""
