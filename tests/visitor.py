"""A visitor in a browser."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from fenjin.data.database import Database

HOME = ("127.0.0.1", "localhost")
LONGEST_WAIT = 30_000

# The page has been drawn to its last line: the script is done, the footer is there, and every figure fills its place.
DRAWN = """() => {
  const app = document.querySelector('[data-testid=stApp]')
  if (!app || app.dataset.testScriptState !== 'notRunning') return false
  if (!document.querySelector('h1')?.innerText || document.querySelector('[data-stale=true], [data-testid=stSkeleton]')) return false
  const captions = [...document.querySelectorAll('[data-testid=stCaptionContainer]')]
  if (!captions.some((caption) => /^(数据：|Data:)/.test(caption.innerText))) return false
  return [...document.querySelectorAll('.fenjin-figure')].every((plot) => {
    const drawn = plot.querySelector('.main-svg')
    return drawn && Math.abs(plot.getBoundingClientRect().width - drawn.getBoundingClientRect().width) < 2
  })
}"""

# Where every figure and its words stand; the same twice in a row means that nothing moves any more.
LAYOUT = """() => JSON.stringify([innerWidth, ...[...document.querySelectorAll('.js-plotly-plot svg, .js-plotly-plot svg text')].map(
  (each) => { const box = each.getBoundingClientRect(); return [box.x, box.y, box.width, box.height].map(Math.round) })])"""


class Visitor:
    """A person with a browser of their own, who notes every request to a stranger, every error and every dialog."""

    def __init__(self, browser, address, **settings):
        self.address, self.complaints, self.dialogs = address, [], []
        self.context = browser.new_context(**{"viewport": {"width": 1366, "height": 768}, **settings})
        self.context.set_default_timeout(LONGEST_WAIT)
        self.context.route(lambda url: urlsplit(url).hostname not in HOME, self._refuse)
        self.page = self.context.new_page()
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        self.page.on("websocket", lambda socket: self._note_address(socket.url))
        self.page.on("dialog", self._note_dialog)

    def _refuse(self, route):
        self._note_address(route.request.url)
        route.abort()

    def _note_address(self, url):
        if urlsplit(url).hostname not in HOME:
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
        before = None
        for _ in range(60):
            self.page.wait_for_function(DRAWN)
            after = self.page.evaluate(LAYOUT)
            if after == before:
                return self.page
            before = after
            self.page.wait_for_timeout(150)
        raise AssertionError("the page never comes to rest")

    def link(self):
        """The path and the parameters of the address bar."""
        parts = urlsplit(self.page.url)
        return parts.path, {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}

    def expect_link(self, path, **params):
        """Waits until the address bar shows this path with exactly these parameters, beside list and data version."""
        params = {**params, "list": "xiangyang-2022", "v": Database().version[:12]}
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
