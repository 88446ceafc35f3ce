"""The first answer: what a page says before it has run, and where it cannot."""

import json
import re
import subprocess

import lxml.html
import pytest

from fenjin.server import assets, first
from tests.node import NODE

THEMES = {"harbour": {"name": "<港口>", "name_en": "Harbours & ships"}}
# The first script in a browser of a test's making: what it shows, second by second, of what the page's own script does.
BROWSER = """
import { readFileSync } from "node:fs"
import vm from "node:vm"
const { script, knows, states, steps } = JSON.parse(readFileSync(0, "utf-8"))
const heard = {}, entries = ["/"], location = new URL("http://dashboard/")
const go = (kind) => (_state, _title, address) => {
  location.href = new URL(address, location).href
  kind === "push" ? entries.push(address) : entries.splice(-1, 1, address)
}
const history = { pushState: go("push"), replaceState: go("replace") }
const boxes = {}
let app = null, look = null
const box = (name) => (boxes[name] ??= { hidden: name !== "root" })
vm.runInNewContext(script, {
  RegExp: function (text, flags) { if (!knows && flags === "v") throw new SyntaxError("Invalid flags") },
  document: { getElementById: (name) => (name === "fenjin-screen" ? null : box(name)), querySelector: () => app },
  MutationObserver: class { observe() {} },
  requestAnimationFrame: () => {}, setTimeout: () => {},
  setInterval: (called) => { look = called; return 1 },
  clearInterval: () => { look = null },
  addEventListener: (kind, called) => { heard[kind] = called },
  history, location, URL, URLSearchParams,
})
for (const step of steps) step.startsWith("/") ? history.pushState({}, "", step) : heard[step]({ isTrusted: true })
const shown = () => Object.keys(boxes).filter((name) => name !== "root" && !boxes[name].hidden)
const seen = [shown()]
for (const state of states) {
  const [connection, script] = [state].flat()
  app = state && { getAttribute: (name) => (name.includes("connection") ? connection : (script ?? "running")) }
  look?.()
  seen.push(shown())
}
console.log(JSON.stringify(steps.length ? entries : seen))
"""


def browser(states=(), knows=True, steps=()):
    given = json.dumps({"script": first._SCRIPT, "knows": knows, "states": list(states), "steps": list(steps)})
    run = subprocess.run(
        [NODE, "--input-type=module", "--eval", BROWSER], input=given, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_a_browser_that_is_too_old_is_told_so_and_what_it_needs():
    assert browser(knows=False) == [["fenjin-old"]]
    # It would stumble over what is younger than itself, and say nothing.
    assert not re.search(r"=>|`|\b(let|const|class|async)\b|\?\.|\?\?|/v\b", re.sub(r"//.*", "", first._SCRIPT))


def test_a_page_whose_connection_does_not_come_about_says_so_within_ten_seconds_and_no_longer_than_that():
    seen = browser([None] * 30 + ["PINGING_SERVER"] * 10 + ["CONNECTED", "DISCONNECTED"])
    at_once = seen.index(["fenjin-apart"])
    assert 30 < at_once <= 40, "the seconds count from when the page's own script runs"
    assert seen[-3:] == [["fenjin-apart"], [], []]
    assert browser(["INITIAL", "CONNECTING", "CONNECTED"]) == [[]] * 4
    # A proxy that takes up the connection and passes nothing on.
    seen = browser([("CONNECTED", "initial")] * 12 + [("CONNECTED", "running")])
    assert ["fenjin-apart"] in seen[:11] and seen[-2:] == [["fenjin-apart"], []]


def test_one_press_is_one_entry_of_the_history():
    """As Streamlit writes addresses: while a page changes even under the old path, and list and version by themselves."""
    opening = ["/rural", "/rural?v=1", "/rural?list=a&v=1"]
    choice = ["pointerdown", "/rural?indicator=x&list=a&v=1", "/rural?list=a&v=1&indicator=x"]
    onward = ["pointerdown", "/rural?list=a&v=1", "/timeline?list=a&v=1"]
    ended = ["/rural?list=a&v=1", "/rural?list=a&v=1&indicator=x", "/timeline?list=a&v=1"]
    assert browser(steps=[*opening, *choice, *onward]) == ended
    # A newer version is no step, though somebody has pressed; nor is what is written after Back.
    assert browser(steps=[*opening, "keydown", "/rural?list=a&v=2"]) == ["/rural?list=a&v=2"]
    assert browser(steps=[*opening, "keydown", "popstate", "/rural?indicator=y&list=a&v=1"]) == ["/rural?indicator=y&list=a&v=1"]


def test_a_page_is_in_the_language_of_its_address_else_in_that_of_the_browser():
    browsers = {"": "zh", "zh-CN,zh;q=0.9,en;q=0.8": "zh", "ZH-TW": "zh", "*": "zh", "en-US,en;q=0.9,zh;q=0.5": "en", "fr": "en"}
    assert {accepted: first.language(b"", accepted) for accepted in browsers} == browsers
    assert [first.language(b"lang=zh", "en"), first.language(b"lang=en", "zh"), first.language(b"lang=xx", "en")] == [
        "zh",
        "en",
        "en",
    ]


@pytest.mark.parametrize(
    ("address", "lang", "named"),
    [
        ("", "zh", "总览 · 奋进看板"),
        ("unit", "en", "Unit · Fenjin"),
        ("sql", "zh", "SQL · 奋进看板"),
        ("harbour", "zh", "<港口> · 奋进看板"),
        ("harbour", "en", "Harbours & ships · Fenjin"),
        ("attraction", "zh", "奋进看板"),
    ],
)
def test_a_page_has_its_own_name_from_the_first(address, lang, named):
    assert first.title(address, lang, THEMES) == named
    sent = lxml.html.document_fromstring(assets.page(assets.FOLDER, address, named, lang))
    assert sent.findtext(".//title") == named == sent.xpath("string(//meta[@property='og:title']/@content)")
    assert sent.get("lang") == {"zh": "zh-CN", "en": "en"}[lang] and sent.get("translate") == "no"
    (icon,) = sent.xpath("//link[contains(@rel, 'icon')]/@href")
    assert icon.startswith("data:image/svg+xml,")
    described = sent.xpath("string(//meta[@name='description']/@content)")
    assert ("目标" if lang == "zh" else "targets") in described
    (root,) = sent.xpath("//div[@id='root']")
    assert root.text_content().strip() == {"zh": "正在打开……", "en": "Opening …"}[lang]


def test_nothing_that_a_visitor_or_a_program_reads_is_streamlit_s_own():
    text = assets.page(assets.FOLDER, "", "总览 · 奋进看板", "zh")
    # But for the licence, and for what a browser loads.
    read = re.sub(r"(?s)<!--.*?-->|<script.*?</script>|<style.*?</style>|<link rel=.(modulepreload|stylesheet).*?>", "", text)
    assert not re.search("streamlit|agent|app to", read.replace("/_stcore/stream", ""), re.IGNORECASE)
    sent = lxml.html.document_fromstring(text)
    for name in ("fenjin-still", "fenjin-old", "fenjin-apart", "fenjin-rewritten"):
        (box,) = sent.xpath(f"//div[@id='{name}']")
        # Words for where no script runs are hidden by the script that does.
        assert (box.get("hidden") is None) == (name == "fenjin-still") and len(box.xpath("p")) == 2 and box.xpath("p[@lang='en']")
