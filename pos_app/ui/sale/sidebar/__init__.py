"""The customer beside the sale: who it is, what to say, what they have, what they will get."""
