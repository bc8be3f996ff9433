"""Queries by subject: they take a session, return rows or small values, and never commit."""
