"""`make bench`: every figure that the product promises, beside its limit, measured in the same run."""
