"""What is counted anew in quiet minutes: offers, the order of search results and kept balances stand on it."""

from pos_app.services.changes import Changes
from pos_app.services.companions import refresh_companions
from pos_app.services.credits import rebuild
from pos_app.services.desk import Desk
from pos_app.services.products import refresh_popularity


def count_anew(desk: Desk) -> Changes:
    """Who takes what together, what sells, what is on cards; caches only, nothing posted."""
    companions, popularity, credit = refresh_companions(desk), refresh_popularity(desk), rebuild(desk)
    return Changes(companions.areas | popularity.areas | credit.areas)
