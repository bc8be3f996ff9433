"""Do the offers pay? Those who got one against those who were held back by chance.

Shares and their difference are whole percentage points. The margin is the usual 95 % one for the
difference of two shares, 1.96 · √(p(1−p)/n + q(1−q)/m), reckoned in integers.
"""

from dataclasses import dataclass
from math import isqrt

from pos_app.domain.money import divide_half_up

# Below this a share says more about chance than about offers.
LEAST = 20
_Z_SQUARED = 38_416  # 1.96² × 10⁴
_FINE = 10**6


@dataclass(frozen=True, slots=True)
class Group:
    """`back` of `count` people came back within the time."""

    count: int
    back: int

    @property
    def percent(self) -> int:
        """The share that came back, half up; 0 for nobody."""
        return divide_half_up(100 * self.back, self.count) if self.count else 0


@dataclass(frozen=True, slots=True)
class Uplift:
    """The comparison; `difference` and `margin` in percentage points."""

    offered: Group
    held: Group
    difference: int
    margin: int


def compare(offered: Group, held: Group) -> Uplift | None:
    """The difference the offers made, None while either group is smaller than 20."""
    if min(offered.count, held.count) < LEAST:
        return None
    variance = _variance(offered) + _variance(held)
    thousandths = isqrt(variance * _Z_SQUARED // 10**4)
    difference = divide_half_up(
        100 * (offered.back * held.count - held.back * offered.count), offered.count * held.count
    )
    return Uplift(offered, held, difference, divide_half_up(thousandths, 1000))


def _variance(group: Group) -> int:
    """p(1−p)/n in square points, times a million."""
    return 10**4 * _FINE * group.back * (group.count - group.back) // group.count**3
