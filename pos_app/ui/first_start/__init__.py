"""The first start: a new shop from a few answers, or a look around in the demo shop."""
