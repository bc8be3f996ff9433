"""Modules imported when something of them is first used: a start does not wait for what only later steps need.

    if TYPE_CHECKING:
        from pos_app.services import audit, drawer
    else:
        audit, drawer = late("pos_app.services", "audit", "drawer")

The type checker sees the modules themselves. What is asked of one is looked up anew each time, as with any module.
"""

from importlib import import_module
from types import ModuleType
from typing import Any


class _Late(ModuleType):
    def __getattr__(self, name: str) -> Any:
        # Whoever looks at every module there is, as a debugger does, is not to import them.
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(import_module(self.__name__), name)


def late(package: str, *names: str) -> tuple[ModuleType, ...]:
    """Modules of a package, not imported yet."""
    return tuple(_Late(f"{package}.{name}") for name in names)
