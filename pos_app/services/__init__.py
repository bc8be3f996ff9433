"""Jobs a person does; each owns its transaction and commits once."""
