"""The sale page: scan field, cart, totals, actions, payment."""
