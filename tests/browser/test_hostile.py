"""A table full of hostile words in a browser: nothing of it runs, on no page and in no figure taken away.

The reader of these tests objects to an error, a dialog, and a request to elsewhere.
"""

import re
import urllib.parse

from playwright.sync_api import expect

from fenjin.files import webpage
from tests import hostile_table, profiles
from tests.hostile import LINKS

# An address that stands in a text in full may be a link to just that; no other link may lead there.
RAN = """
() => [
  ...document.querySelectorAll('[data-testid=stMain] script, img[src*=stranger], img[onerror], svg[onload], [onfocus], .katex, del'),
  ...[...document.querySelectorAll('a[href*=stranger]')].filter((link) => !link.getAttribute('href').endsWith(link.textContent)),
].map((each) => each.outerHTML.slice(0, 200))
"""


def test_nothing_of_a_hostile_table_runs_in_a_browser(hostile_server, reader):
    """No script, no dialog, no request to elsewhere, no element that only the table's words could have made."""
    page, reader.address = reader.page, hostile_server.address
    links = [(path, params) for path, params in LINKS if params or path in ("overview", "timeline", "city", "about")]
    for path, params in profiles.some(
        [*links, ("present", {"story": "unit", "unit": "east"}), ("present", {"story": "whole"})], 6
    ):
        page.goto(f"{reader.address}/{path}?{urllib.parse.urlencode(params)}")
        expect(page.locator("#root h1, .stage svg").first).to_be_visible()
        expect(page.locator("[data-testid=stStatusWidget]")).to_have_count(0)
        expect(page.locator("body")).to_contain_text(re.compile(r" 0\d\d"))
        assert page.evaluate(RAN) == [], path
        assert page.get_by_test_id("stException").count() == 0, path


@profiles.thorough
def test_nothing_of_a_hostile_table_runs_in_a_figure_taken_away(hostile_file, reader, tmp_path):
    """A page of its own has no policy that would forbid what the words of a table might start."""
    context = hostile_table.context(hostile_file)
    drawn = [view for view in hostile_table.every_view(context) if view.drawn is not None]
    assert len(drawn) > 5
    page, asked = reader.page, set()
    note = lambda request: asked.add(request.url)  # noqa: E731
    page.on("request", note)
    file = tmp_path / "figure.html"
    kinds = {view.query: view for view in drawn}
    for view in kinds.values():
        file.write_bytes(webpage.page(view, context, "http://localhost/'\"><script>alert(1)</script>"))
        page.goto(file.as_uri())
        # A table needs no library and has no script.
        expect(page.locator(".fenjin-crosstab" if view.drawn.html else ".main-svg").first).to_be_visible()
        expect(page.locator("body")).to_contain_text(re.compile(r" 0\d\d"))
        assert page.locator("script").count() == (0 if view.drawn.html else 2)
        # What is bold in a table is made so by the table, and is words alone.
        assert page.locator("b:not(.fenjin-crosstab b)").count() == 0
        assert page.locator(".fenjin-crosstab b *").count() == 0
        assert page.locator("img, h2, h3, code, svg svg, [onfocus], [onload], [onerror]").count() == 0
    page.remove_listener("request", note)
    assert asked == {file.as_uri()}
