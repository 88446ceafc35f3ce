"""What a reader sees in a browser that is too old: Chromium 109, the last one for Windows 7, as an npm package has it."""

import os
import subprocess

import brotli
import lxml.html
import pytest

from fenjin.paths import ROOT

PACKAGE = ROOT / "tests/old/node_modules/@sparticuz/chromium/bin/chromium.br"


@pytest.mark.skipif(
    not PACKAGE.exists() and not os.environ.get("CI"), reason="not installed: an old browser (npm ci --prefix tests/old)"
)
def test_a_browser_that_cannot_run_the_page_says_in_both_languages_what_is_needed(dashboard, tmp_path):
    program = tmp_path / "chromium"
    program.write_bytes(brotli.decompress(PACKAGE.read_bytes()))
    program.chmod(0o755)
    command = [program, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom"]
    shown = subprocess.run([*command, f"{dashboard}/attraction"], capture_output=True, timeout=300, check=True).stdout
    page = lxml.html.document_fromstring(shown.decode())
    assert page.get_element_by_id("root").get("hidden") is not None
    # What is for who runs no script is out of sight where one runs.
    assert page.get("data-script") is not None
    [notice] = [
        each for each in page.find_class("fenjin-notice") if each.get("hidden") is None and each.get("id") != "fenjin-still"
    ]
    words = notice.text_content()
    assert "这个浏览器太旧" in words and "too old" in words and words.count("112") == 2
