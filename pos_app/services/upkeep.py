"""What is counted anew in quiet minutes: today's offers and the order of search results stand on it."""

from pos_app.services.changes import Changes
from pos_app.services.companions import refresh_companions
from pos_app.services.desk import Desk
from pos_app.services.products import refresh_popularity


def count_anew(desk: Desk) -> Changes:
    """Who takes what together, and what sells; caches only, nothing posted."""
    companions, popularity = refresh_companions(desk), refresh_popularity(desk)
    return Changes(companions.areas | popularity.areas)
