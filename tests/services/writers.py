"""Finds every public service function that writes, by reading the source: no list of them can forget one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pos_app.services

ROOT = Path(pos_app.services.__file__).parent
PACKAGE = "pos_app.services"
# They make files of their own: the demo shop and the practice till are no counter of this shop.
_OUTSIDE = ("demo", "practice")
Name = tuple[str, str]


@cache
def writers() -> frozenset[str]:
    """``module.function`` of every public function with a `desk` that reaches ``db.write(``, however deep."""
    functions = {name: node for module, tree in _modules().items() for name, node in _functions(module, tree)}
    writing = {name for name, node in functions.items() if _writes(node)}
    calls = {name: set(_calls(name[0], node, functions)) for name, node in functions.items()}
    while more := {name for name, called in calls.items() if called & writing} - writing:
        writing |= more
    return frozenset(
        f"{module}.{name}"
        for module, name in writing
        if "." not in name
        and not name.startswith("_")
        and "desk" in [argument.arg for argument in functions[module, name].args.args]
    )


@cache
def _modules() -> dict[str, ast.Module]:
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[0] not in _OUTSIDE:
            found[".".join(part for part in parts if part != "__init__")] = ast.parse(path.read_text("utf-8"))
    return found


def _functions(module: str, tree: ast.Module) -> Iterator[tuple[Name, ast.FunctionDef]]:
    """Functions, and methods under ``Class.method``."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield (module, node.name), node
        elif isinstance(node, ast.ClassDef):
            for method in node.body:
                if isinstance(method, ast.FunctionDef):
                    yield (module, f"{node.name}.{method.name}"), method


def _writes(node: ast.FunctionDef) -> bool:
    return any(
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "write"
        and ast.unparse(call.func.value).split(".")[-1] in ("db", "database")
        for call in ast.walk(node)
    )


def _calls(module: str, node: ast.FunctionDef, known: dict[Name, ast.FunctionDef]) -> Iterator[Name]:
    """What a function calls or hands on, as far as names tell: its own module's functions and imported ones."""
    names = _imports(module)
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            target = names.get(part.id, (module, part.id))
        elif isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
            target = (names.get(part.value.id, ("", ""))[0], part.attr)
        else:
            continue
        if target in known and target != (module, node.name):
            yield target


@cache
def _imports(module: str) -> dict[str, Name]:
    """What a name of the module stands for: a module ("x", "") or a function ("x", "f")."""
    found: dict[str, Name] = {}
    for node in ast.walk(_modules()[module]):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith(PACKAGE):
            continue
        source = (node.module or "").removeprefix(PACKAGE).removeprefix(".")
        for alias in node.names:
            inner = f"{source}.{alias.name}".strip(".")
            found[alias.asname or alias.name] = (inner, "") if inner in _modules() else (source, alias.name)
    return found
