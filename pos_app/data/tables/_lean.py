"""Imported before any table: no table validates anything, and a validator for each takes a tenth of their import."""

from sqlmodel import SQLModel

SQLModel.model_config["defer_build"] = True
