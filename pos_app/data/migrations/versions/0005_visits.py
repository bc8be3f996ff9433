"""An index that answers by itself when each customer came and what they spent."""

from pos_app.data.migrations.fifth_step import index_visits

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let the index of a customer's sales hold what the report of a day asks of all customers."""
    index_visits()
