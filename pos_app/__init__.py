"""Point of sale with built-in clienteling for small hardware shops."""

__version__ = "0.1.0"
