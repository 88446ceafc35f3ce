"""What a component consists of in the browser: files beside it that bear its name, `<name>.js`, `<name>.css` and `<name>.html`.

Streamlit hands a script to the browser as a text without an address, from which nothing can be imported. So an import of a
neighbour, `import { … } from "./dom.js"`, is written out here: the neighbour's text stands in its place, once, and one text goes to
the browser with one request. The files themselves are modules as browsers, node and the linter know them. `@import` of a style is
written out the same way.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

FOLDER = Path(__file__).parent
_IMPORT = {
    ".js": re.compile(r'^import \{[^}]*\} from "\./([\w.]+)"\n', re.MULTILINE),
    ".css": re.compile(r'^@import "\./([\w.]+)";\n', re.MULTILINE),
}


def component(name: str, isolate_styles: bool = True) -> Callable[..., Any]:
    """The component of these files; a style and a script are there where their file is.

    Without `isolate_styles` it stands in the page itself, whose styles reach it.
    """
    css = join(f"{name}.css") if (FOLDER / f"{name}.css").exists() else None
    html = (FOLDER / f"{name}.html").read_text("utf-8")
    return st.components.v2.component(name, html=html, css=css, js=join(f"{name}.js"), isolate_styles=isolate_styles)


def join(name: str) -> str:
    """A script or style of this folder with all that it imports, without comments and indentation.

    With each element of a page the browser gets its script anew.
    """
    text = (
        re.sub(r"/\*.*?\*/", "", _write_out(name, set()), flags=re.DOTALL) if name.endswith(".css") else _write_out(name, set())
    )
    return "".join(f"{line}\n" for each in text.splitlines() if (line := each.strip()) and not line.startswith("//"))


def _write_out(name: str, names: set[str]) -> str:
    path = FOLDER / name
    names.add(name)

    def neighbour(match: re.Match[str]) -> str:
        if match[1] in names:
            return ""
        return re.sub(r"^export (?!default)", "", _write_out(match[1], names), flags=re.MULTILINE)

    return _IMPORT[path.suffix].sub(neighbour, path.read_text("utf-8"))
