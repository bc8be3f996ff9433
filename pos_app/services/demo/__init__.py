"""The demo shop: a made-up hardware shop as import files, so that the demo is nothing but an imported shop."""

from pos_app.services.demo.shop import DemoShop, generate, write_csv

__all__ = ["DemoShop", "generate", "write_csv"]
