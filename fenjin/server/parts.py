"""What a component consists of in the browser: files in one folder that bear its name, `<name>.js`, `<name>.css` and `<name>.html`.

Streamlit sends the script of a component as a text with every one of its elements and whenever one of them changes. So what it
is given are two lines that import the script from an address of the server's, which a browser asks for once and keeps: the
address changes with the content. The files themselves are modules as browsers, node and the linter know them; an import of a
neighbour, `import { … } from "./dom.js"`, is written out, the neighbour's text once in its place, so that one request brings all. `@import` of
a style is written out the same way.
"""

import functools
import hashlib
import re
from collections.abc import Iterator, Mapping

from fenjin.paths import COMPONENTS

_FOLDER = "app/static/"  # of the addresses, below the dashboard's root
_IMPORT = {
    ".js": re.compile(r'^import \{[^}]*\} from "\./([\w.]+)"\n', re.MULTILINE),
    ".css": re.compile(r'^@import "\./([\w.]+)";\n', re.MULTILINE),
}
# A component's script: what the browser calls with the element's place and data, which may return what ends it.
_ENTRY = "export default"


@functools.cache
def join(name: str) -> str:
    """A script or style with all that it imports, without comments and indentation."""
    text = (
        re.sub(r"/\*.*?\*/", "", _write_out(name, set()), flags=re.DOTALL) if name.endswith(".css") else _write_out(name, set())
    )
    return "".join(f"{line}\n" for each in text.splitlines() if (line := each.strip()) and not line.startswith("//"))


@functools.cache
def address(name: str) -> str:
    """Where a component's script is, below the dashboard's root; its name changes with its content."""
    return f"{_FOLDER}{name}.{hashlib.sha256(join(f'{name}.js').encode()).hexdigest()[:8]}.js"


def loader(name: str) -> str:
    """The script that Streamlit sends: it has the component's fetched, and hands on to it what it is given."""
    # Streamlit takes a single line for the name of a file.
    return f"""const address = "{address(name)}"
export default async (given) => (await import(new URL(address, document.baseURI))).default(given)
"""


@functools.cache
def scripts() -> Mapping[str, bytes]:
    """The script of every component by its address."""
    return {address(name): join(f"{name}.js").encode() for name in _components()}


def _components() -> Iterator[str]:
    for path in sorted(COMPONENTS.glob("*.js")):
        if _ENTRY in path.read_text("utf-8"):
            yield path.stem


def _write_out(name: str, names: set[str]) -> str:
    path = COMPONENTS / name
    names.add(name)

    def neighbour(match: re.Match[str]) -> str:
        if match[1] in names:
            return ""
        return re.sub(r"^export (?!default)", "", _write_out(match[1], names), flags=re.MULTILINE)

    return _IMPORT[path.suffix].sub(neighbour, path.read_text("utf-8"))
