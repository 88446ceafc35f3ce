"""Streamlit's own words are said in the reader's language: all that a page can show, and another version tells of new ones."""

import re
from pathlib import Path

from fenjin import sitemap
from fenjin.language.translate import translator
from fenjin.paths import COMPONENTS
from fenjin.screen.components import framework
from fenjin.server import streamlit_inside
from tests.node import called

LISTED = Path(__file__).with_name("streamlit_words.txt")
# Libraries that draw nothing, or only words that the page gives them.
SILENT = {
    "react-dom", "recordbatch", "serialization", "moment", "numbro", "styled-components", "reactJsonViewCompat", "StreamlitMarkdown", "lib",
    "useCollection", "opacities", "emotion-styled", "emotion-is-prop-valid", "dist", "purify", "UriUtil", "loglevel", "arrowFormatUtils",
    "isArrayLikeObject", "toConsumableArray", "protobuf",
}  # fmt: skip
# A text of several letters with a capital or a number in front, where a value stands.
TEXT = re.compile(r"(?<=[:\[,?(=n])`((?:[A-Z]|\d+th |\$\{[^}`]*\} ?[a-z])[^`\\\n]{1,160}?)`(?=[,\]}):;])")
# What is compared, thrown or written into the console.
TOLD = re.compile(
    r"(?:Error|\.(?:error|warn|info|debug|log|trace)|invariant|assert\w*)\($|===?$|(?:case|key:|code:|type:|displayName=)$"
)
CODE = re.compile(
    r"[<>{}=;]|[a-z][A-Z]|^[A-Z\d.,# a-z-]*\d[a-zA-Z]*$|rem\b|\bpx\b|#ms|solid|\bease|auto$|important|:mm|help\[\]|^#[- _]?[a-z]+$"
)


def said():
    """What the parts that our pages are made of may say, by the text with # for what changes in it."""
    pages = [*sitemap.SITEMAP.values(), sitemap.THEME_PAGE]
    parts = {part for page in pages for part in page.parts} | {*sitemap.EVERYWHERE, "index"}
    texts = set()
    for name in {name for part in parts for name in streamlit_inside.scripts_of(streamlit_inside.FOLDER, part)}:
        if name.split("/")[-1].split(".")[0] in SILENT:
            continue
        script = (streamlit_inside.FOLDER / name).read_text("utf-8")
        for found in TEXT.finditer(script):
            text = re.sub(r"\$\{[^}]*\}", "#", found[1])
            if (
                re.search("[a-z]{2}", text)
                and not CODE.search(text)
                and not TOLD.search(script[max(0, found.start() - 31) : found.start() - 1])
            ):
                texts.add(text)
    return texts


def listed():
    return {line for line in LISTED.read_text("utf-8").splitlines() if line and not line.startswith("== ")}


def test_every_word_of_the_installed_streamlit_is_translated_or_listed_with_its_reason():
    texts = said()
    assert {"No results", "Sort ascending", "Press Enter to #", "Clear value", "Skip to main content"} <= texts
    assert texts - set(framework.WORDS) - listed() == set(), "translate it, or list it with why no page of ours shows it"
    assert listed() - texts == set(), "Streamlit does not say it any more"
    assert not listed() & set(framework.WORDS)


def test_what_is_translated_is_said_and_in_english_only_what_would_be_wrong():
    folder = streamlit_inside.FOLDER / streamlit_inside.SCRIPTS
    scripts = "".join(path.read_text("utf-8") for path in folder.glob("*.js"))
    assert [text for text in framework.WORDS if not all(part in scripts for part in re.split("#|options?", text))] == []
    assert framework.facts(translator("en")) == {"Add: #": "Find: #"}
    words = framework.facts(translator("zh"))
    assert all(theirs.count("#") >= ours.count("#") and re.search(r"[\u4e00-\u9fff]", ours) for theirs, ours in words.items())
    texts = ["No results", "91 options available.", "Press Enter to apply", "Remove 枣阳", "Nine of ten", "枣阳 No results"]
    assert called(COMPONENTS / "framework.js", *(["translated", words, text] for text in texts)) == [
        "没有结果", "有91项可选。", "按回车确认", "去掉枣阳", None, None,
    ]  # fmt: skip
