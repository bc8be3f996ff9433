"""Finding, adding and changing products."""
