"""What the program takes: each script measures one thing; README.md says which."""
