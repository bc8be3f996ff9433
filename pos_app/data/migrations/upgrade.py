"""Bringing a shop's file to the newest schema, all steps in one transaction."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from pos_app.data.migrations import APPLICATION_ID, SCHEMA


def migrations_config() -> Config:
    """Alembic's settings; there is no ini file to lose."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).resolve().parent).replace("%", "%%"))
    return config


def upgrade(connection: Connection) -> None:
    """Run every step the file lacks and mark it with its schema; the caller holds the lock and commits."""
    config = migrations_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")
