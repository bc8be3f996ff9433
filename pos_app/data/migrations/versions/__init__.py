"""One module a step, named by its four-digit number."""
