"""Commands for scheduled jobs, moving in, and checks from outside."""
