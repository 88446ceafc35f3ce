"""A visitor in a browser."""

import contextlib
from urllib.parse import parse_qs, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, expect

from fenjin.data.edition import current

HOME = ("127.0.0.1", "localhost")
LONGEST_WAIT = 300_000  # milliseconds after which what was waited for will not come

WCAG = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
SIZE = {"width": 1366, "height": 768}
STILL = 6  # frames in a row in which nothing moves

# The page has been drawn to its last line: the script is done, the footer is there, every figure fills its place, every grid and
# every component of ours is drawn; and what is drawn has stood where it stands for so many frames.
SETTLED = """(still) => {
  const app = document.querySelector('[data-testid=stApp]')
  if (!app || app.dataset.testScriptState !== 'notRunning' || document.querySelector('#fenjin-screen')) return false
  if (!document.querySelector('h1')?.innerText || document.querySelector('[data-stale=true], [data-testid=stSkeleton]')) return false
  const captions = [...document.querySelectorAll('[data-testid=stCaptionContainer]')]
  if (!captions.some((caption) => /^(数据：|Data:)/.test(caption.innerText))) return false
  const grids = [...document.querySelectorAll('[data-testid=stDataFrame]')].filter((grid) => grid.checkVisibility())
  if (!grids.every((grid) => grid.querySelector('canvas')?.width)) return false
  const components = [...document.querySelectorAll('.stBidiComponent')]
  if (!components.every((each) => each.shadowRoot || each.innerText || each.children.length)) return false
  const whole = [...document.querySelectorAll('.fenjin-figure')].every((plot) => {
    const drawn = plot.querySelector('.main-svg')
    return drawn && Math.abs(plot.getBoundingClientRect().width - drawn.getBoundingClientRect().width) < 2
  })
  if (!whole) return false
  const drawn = document.querySelectorAll('.js-plotly-plot svg, .js-plotly-plot svg text, [data-testid=stDataFrame]')
  const boxes = [...drawn].map((each) => {
    const box = each.getBoundingClientRect()
    return [box.x, box.y, box.width, box.height].map(Math.round)
  })
  const layout = JSON.stringify([innerWidth, boxes])
  window.fenjinStill = layout === window.fenjinLayout ? (window.fenjinStill ?? 0) + 1 : 0
  window.fenjinLayout = layout
  return window.fenjinStill >= still
}"""


class Visitor:
    """A person before a tab of a browser, who notes every request to a stranger, every error and every dialog.

    `page` is the tab, `address` the dashboard that paths belong to.
    """

    def __init__(self, context, address):
        self.address, self.complaints, self.dialogs, self.context = address, [], [], context
        context.set_default_timeout(LONGEST_WAIT)
        self.page = context.new_page()
        # A route would do without the browser's store of what it has fetched and compiled.
        self.page.on("request", lambda request: self._note_address(request.url))
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        self.page.on("websocket", lambda socket: self._note_address(socket.url))
        self.page.on("dialog", self._note_dialog)

    def leave(self):
        """Goes away and leaves the tab as it was, for the next test."""
        for other in self.context.pages:
            if other is not self.page:
                other.close()
        # A page without a document of ours has no storage.
        with contextlib.suppress(Error):
            self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear() }")
        self.page.unroute_all()
        self.page.goto("about:blank")
        self.page.set_viewport_size(SIZE)
        self.page.emulate_media(color_scheme="light")
        self.context.clear_cookies()
        self.context.clear_permissions()

    def objections(self):
        """What was noted since the last time that this was asked."""
        noted = [*self.complaints, *self.dialogs]
        self.complaints.clear()
        self.dialogs.clear()
        return noted

    def _note_address(self, url):
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in HOME:
            self.complaints.append(f"request to a stranger: {url}")

    def _note_console(self, message):
        where = message.location.get("url", "")
        if message.type == "error":
            self.complaints.append(f"console: {message.text} ({where})")

    def _note_dialog(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def open(self, path="", query=""):
        """Opens a page by its link and waits until it is drawn."""
        self.page.goto(f"{self.address}/{path}" + (f"?{query}" if query else ""))
        return self.settled()

    def settled(self):
        """Waits until the page is drawn and nothing moves any more; returns it."""
        self.page.wait_for_function(SETTLED, arg=STILL)
        return self.page

    def link(self):
        """The path and the parameters of the address bar."""
        parts = urlsplit(self.page.url)
        return parts.path, {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}

    def expect_link(self, path, **params):
        """Waits until the address bar shows this path with exactly these parameters, beside list and data version."""
        params = {**params, "list": "xiangyang-2022", "v": current().version[:12]}
        self.page.wait_for_function(
            """([path, params]) => location.pathname === path && JSON.stringify(Object.fromEntries([...new URLSearchParams(
            location.search)].sort())) === JSON.stringify(Object.fromEntries(Object.entries(params).sort()))""",
            arg=[path, params],
        )
        assert self.link() == (path, params)

    def go(self, title):
        """Goes to another page by the navigation."""
        self.page.get_by_role("link", name=title, exact=True).first.click()
        expect(self.page.locator("h1")).to_have_text(title)
        return self.settled()


def wcag_faults(page):
    """What axe finds on a page that is against WCAG 2.2 AA: the rule, the element, and what is wrong with it."""
    # What is faded in or out meanwhile has not the contrast that it will have.
    page.wait_for_function(
        """() => document.getAnimations().every((each) =>
          each.playState !== 'running' || each.effect.getComputedTiming().endTime === Infinity)"""
    )
    found = Axe().run(page, options=WCAG).response["violations"]
    return [(each["id"], node["html"][:200], node["failureSummary"]) for each in found for node in each["nodes"]]
