"""Finding, adding and looking at customers."""
