"""The rules of the house that a linter does not know: read from the source itself."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from pos_app.system_check import qt_problem

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "pos_app"
TEXT_FILES = {
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".cfg",
    ".yml",
    ".spec",
    ".sh",
    ".json",
    ".jsonl",
    ".csv",
    ".pot",
    ".po",
    ".qss",
    "",
}
SKIPPED = {"build", "dist", "out", "__pycache__"}

# Figures that are no money and no quantity, by the words in their names.
PLAIN_NUMBERS = re.compile(
    r"second|ratio|chance|score|probab|weight|rate_of|mean|median|lift|similar|alpha|beta|dpi|scale|expected|timeout"
)


def sources(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((PACKAGE / folder).rglob("*.py"))]


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def trees(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for path in sources(*folders):
        yield path.relative_to(ROOT).as_posix(), parsed(path)


def imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(module, name) of every import; the name is empty for a plain `import module`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or ".", alias.name) for alias in node.names)


def test_the_rules_import_the_standard_library_only() -> None:
    strangers = [
        f"{where}: {module}"
        for where, tree in trees("domain")
        for module, _ in imported(tree)
        if module.split(".")[0] not in sys.stdlib_module_names
        and module != "pos_app.errors"
        and not module.startswith("pos_app.domain")
    ]
    assert not strangers


def test_services_hold_a_session_but_write_no_sql() -> None:
    sql = {
        "select",
        "insert",
        "update",
        "delete",
        "text",
        "func",
        "exists",
        "union_all",
        "case",
        "literal_column",
    }
    found = [
        f"{where}: {module}.{name}"
        for where, tree in trees("services")
        for module, name in imported(tree)
        if module.split(".")[0] in {"sqlalchemy", "sqlmodel", "sqlite3"} and (name in sql or not name)
    ]
    assert not found


def test_queries_never_commit() -> None:
    found = [
        f"{where}:{node.lineno}"
        for where, tree in trees("data/queries")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"commit", "rollback"}
    ]
    assert not found


def names_around(tree: ast.Module) -> Iterator[tuple[ast.Name, str]]:
    """Every use of the name `float` with the names it stands under: variable, argument, keyword, function, class."""

    def walk(node: ast.AST, names: str) -> Iterator[tuple[ast.Name, str]]:
        if isinstance(node, ast.Name) and node.id == "float":
            yield node, names
        own = ""
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            own = node.name
        elif isinstance(node, ast.arg | ast.keyword):
            own = node.arg or ""
        elif isinstance(node, ast.AnnAssign):
            own = ast.unparse(node.target)
        elif isinstance(node, ast.Assign):
            own = " ".join(ast.unparse(target) for target in node.targets)
        for child in ast.iter_child_nodes(node):
            yield from walk(child, f"{names} {own}")

    yield from walk(tree, "")


def test_money_and_quantities_are_never_floats() -> None:
    found = [
        f"{where}:{node.lineno}:{names}"
        for where, tree in trees("domain", "data", "services", "cli")
        for node, names in names_around(tree)
        if not PLAIN_NUMBERS.search(names.lower())
    ]
    assert not found


# Divisions that are none: of a path and a name. Fractions are exact.
JOINS = re.compile(r"folder|_dir\b|\bpath\b|\.parent|workshop|Fraction\(")


def inexact(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Where a number could lose its exactness: a float written out, a true division, float(), round()."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=float()):
                yield node.lineno, ast.unparse(node)
            case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()) if not JOINS.search(ast.unparse(node)):
                yield node.lineno, ast.unparse(node)
            case ast.Call(func=ast.Name(id="float" | "round")):
                yield node.lineno, ast.unparse(node)


def test_nothing_in_rules_data_and_services_is_inexact() -> None:
    found = [
        f"{where}:{line}: {code}"
        for where, tree in trees("domain", "data", "services")
        # How often somebody of the demo shop comes, and what for, is chance, not money.
        if "services/demo/" not in where
        for line, code in inexact(tree)
    ]
    assert not found


@pytest.mark.parametrize(
    "code",
    [
        "tax = amount * 0.055",
        "half = total / 2",
        "total /= 2",
        "float(amount)",
        "round(amount, 2)",
        "x = 1e6",
    ],
)
def test_what_is_inexact_is_found(code: str) -> None:
    assert list(inexact(ast.parse(code)))


@pytest.mark.parametrize("code", ["half = total // 2", "path = folder / name", "x = Fraction(1, 3) / 2"])
def test_what_is_exact_is_not(code: str) -> None:
    assert not list(inexact(ast.parse(code)))


def test_no_column_is_a_float() -> None:
    columns = re.compile(r"\b(REAL|Float|Numeric|DECIMAL|Double)\b")
    found = [
        f"{path.relative_to(ROOT)}: {hit[0]}"
        for path in sources("data")
        for hit in columns.finditer(path.read_text("utf-8"))
        if not re.search(r"^\s*(#|\"\"\")", path.read_text("utf-8")[: hit.start()].rpartition("\n")[2])
    ]
    assert not found


def test_texts_for_translation_are_literals() -> None:
    found = [
        f"{where}:{node.lineno}"
        for where, tree in trees("")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id
        in {"_", "N_", "ngettext", "pgettext", "msg", "plural_msg", "UserError", "MachineError"}
        and any(isinstance(part, ast.JoinedStr) for part in node.args)
    ]
    assert not found


def plain_text(node: ast.expr) -> bool:
    """Whether an expression is a text that no extraction tool sees: bare, or among the values of a dictionary."""
    if isinstance(node, ast.Dict):
        return any(map(plain_text, node.values))
    if isinstance(node, ast.IfExp):
        return plain_text(node.body) or plain_text(node.orelse)
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def hidden_texts(tree: ast.AST) -> list[int]:
    """The lines where a message gets its text by a name whose texts never reach the catalogues."""
    named = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and plain_text(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    place = {"msg": 0, "_": 0, "UserError": 1, "MachineError": 1, "PosError": 1}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in place:
            for given in node.args[place[node.func.id] :][:1]:
                name = given.value if isinstance(given, ast.Subscript) else given
                if isinstance(name, ast.Name) and name.id in named:
                    found.append(node.lineno)
    return found


@pytest.mark.parametrize(
    ("source", "hidden"),
    [
        ('text = "No."\nraise UserError("no", text)', True),
        ('texts = {1: "One.", 2: "Two."}\nmsg(texts[1])', True),
        ('text = "One." if x else "Two."\n_(text)', True),
        ('texts = {1: N_("One.")}\nmsg(texts[1])', False),
        ('text = msg("No.")\nraise UserError("no", text)', False),
        ('code = "no"\nraise UserError(code, "No.")', False),
    ],
)
def test_a_hidden_text_is_seen(source: str, hidden: bool) -> None:
    assert bool(hidden_texts(ast.parse(source))) == hidden


def test_no_text_for_translation_hides_behind_a_name() -> None:
    found = [
        f"{where}:{function.lineno}: {lines}"
        for where, tree in trees("")
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and (lines := hidden_texts(function))
    ]
    found += [f"{where}: {lines}" for where, tree in trees("") if (lines := _by_constants(tree))]
    assert not found


def _by_constants(tree: ast.Module) -> list[int]:
    """The same with the names of a module's own level."""
    named = [node for node in tree.body if isinstance(node, ast.Assign)]
    calls: list[ast.stmt] = [
        ast.copy_location(ast.Expr(node), node) for node in ast.walk(tree) if isinstance(node, ast.Call)
    ]
    return hidden_texts(ast.Module([*named, *calls], []))


def test_files_and_functions_keep_their_size() -> None:
    long_files = [
        f"{path.relative_to(ROOT)}: {count}"
        for path in sources("")
        if (count := len(path.read_text("utf-8").splitlines())) > 400
    ]
    long_functions = [
        f"{where}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1}"
        for where, tree in trees("")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 60
    ]
    assert not long_files + long_functions


def test_the_project_names_no_registry_and_no_machine() -> None:
    # Put together here, so that this file does not contain what it looks for.
    hosts = ["pypi" + ".org", "pythonhosted" + ".org", "registry.npmjs" + ".org", "deb.debian" + ".org"]
    folders = ["/" + "work/", "/" + "tmp/venv", "/" + "home/", "/" + "root/", "C:" + "\\Users\\"]
    found = []
    for path in ROOT.rglob("*"):
        parts = path.relative_to(ROOT).parts
        hidden = any(part.startswith(".") and part not in (".ci", ".gitignore") for part in parts)
        if hidden or SKIPPED & set(parts) or path.suffix not in TEXT_FILES or not path.is_file():
            continue
        content = path.read_text("utf-8", errors="replace")
        found += [f"{'/'.join(parts)}: {word}" for word in hosts + folders if word in content]
    assert not found


def test_qt_loads_here() -> None:
    assert qt_problem() is None


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program as it installs, unpacked in a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"


def test_an_installed_wheel_finds_its_resources(wheel: Path, tmp_path: Path) -> None:
    program = "from pos_app.paths import resources_dir; print(resources_dir())"
    answer = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(wheel)},
        check=True,
        capture_output=True,
        text=True,
    )
    resources = Path(answer.stdout.strip())
    assert resources == wheel / "pos_app" / "resources"
    assert (resources / "fonts" / "InterTabular-Regular.ttf").is_file()
    assert (resources / "fonts" / "LICENSE.txt").is_file()
    assert (resources / "icons" / "app.svg").is_file()
