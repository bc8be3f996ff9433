"""The practice till in the window: its band, its baskets, and how it is started."""
