"""Moving in and out: files of other tills read with their columns named, and the shop written to files."""
