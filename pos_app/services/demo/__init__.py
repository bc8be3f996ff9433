"""The demo shop: a made-up hardware shop as import files, so that the demo is nothing but an imported shop."""
