"""Small windows of the sale: each does one thing and gives the focus back to the scan field."""
