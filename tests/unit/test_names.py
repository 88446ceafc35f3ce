"""Names that hide others, which no rule of the linter sees, and names that say nothing of what a value is."""

import ast
import symtable
from collections.abc import Iterator
from pathlib import Path

import pytest

from fenjin import views
from fenjin.paths import PAGES, ROOT

FILES = [*sorted((ROOT / "fenjin").rglob("*.py")), *sorted(PAGES.glob("*.py")), ROOT / "app.py", ROOT / "asgi.py"]
# Participles and adverbs: what is told or beside what, no reader of a line can know. Some words of the code are data's or others'.
VAGUE = set(
    "said told held laid made given beside apart shown kept found named asked known listed stated written chosen drawn seen lost taken "
    "begun heard gone sent led put alone together aside again counted described ended moved opened placed printed ranked wanted".split()
)
MOST_LINES, MOST_OF_A_CLASS = 450, 250


def scopes(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for inner in table.get_children():
        yield inner
        yield from scopes(inner)


def tables(path: Path) -> tuple[symtable.SymbolTable, list[symtable.SymbolTable]]:
    module = symtable.symtable(path.read_text("utf-8"), str(path), "exec")
    return module, list(scopes(module))


def own(scope: symtable.SymbolTable) -> set[str]:
    return {each.get_name() for each in scope.get_symbols() if each.is_local() and not each.is_imported()}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_local_name_hides_a_function_a_class_or_a_module(path):
    module, inner = tables(path)
    taken = {each.get_name() for each in module.get_symbols() if each.is_namespace() or each.is_imported()}
    hidden = {(scope.get_name(), name) for scope in inner if scope.get_type() == "function" for name in own(scope) & taken}
    assert not hidden, f"{path}: {sorted(hidden)}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_names_say_what_a_value_is_and_what_a_function_does(path):
    module, inner = tables(path)
    names = {(scope.get_name(), name) for scope in inner if scope.get_type() == "function" for name in own(scope)}
    names |= {("", name) for name in own(module)}
    # The names of questions are in links and stories.
    vague = {(scope, name) for scope, name in names if name.strip("_").lower() in VAGUE - views.QUESTIONS.keys()}
    assert not vague, f"{path}: {sorted(vague)}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_is_long_says_why_it_is_one(path):
    text = path.read_text("utf-8")
    module = ast.parse(text)
    classes = [each for each in ast.walk(module) if isinstance(each, ast.ClassDef)]
    long = [
        each.name
        for each in classes
        if (each.end_lineno or 0) - each.lineno > MOST_OF_A_CLASS and "one class" not in reason(each)
    ]
    long += ["the file"] if text.count("\n") > MOST_LINES and "one file" not in reason(module) else []
    assert not long, f"{path}: {long}"


def reason(node: ast.Module | ast.ClassDef) -> str:
    return (ast.get_docstring(node) or "").lower()
