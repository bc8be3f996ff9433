"""What goes with a person: the database itself forgets what must not outlive an erasure.

Customers that are erased stay as empty rows, because posted rows refer to them; a reference that cascades would wait
for ever. Written in SQLite's own SQL; another database gets its own statement here.
"""

from alembic.operations import Operations


def forget_with_customer(op: Operations, table: str) -> None:
    """Delete the rows of `table` that are about a customer when that customer is erased."""
    op.execute(
        f"CREATE TRIGGER {table}_goes_with_customer AFTER UPDATE OF erased_at ON customer "
        f"WHEN NEW.erased_at <> '' BEGIN DELETE FROM {table} WHERE customer_id = NEW.id; END"
    )
