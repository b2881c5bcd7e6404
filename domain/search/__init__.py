"""The words of search: rows of the order index, terms to find them by, filters, pages, source feeds."""
