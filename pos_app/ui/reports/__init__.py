"""Reports on the screen and on paper."""
