"""Slides on the whole screen, in a browser."""

import urllib.parse

# What is on the screen besides the slide, by points of a grid.
BESIDE = """() => {
  const host = [...document.querySelectorAll("*")].find((each) => each.shadowRoot?.querySelector(".show .stage"))
  const found = new Set()
  for (let x = 1; x < innerWidth; x += innerWidth / 40) for (let y = 1; y < innerHeight; y += innerHeight / 30) {
    const top = document.elementFromPoint(x, y)
    if (top !== host) found.add(top.outerHTML.slice(0, 80))
  }
  return [...found]
}"""


def present(visitor, query="story=attraction", wait=None):
    """Opens a story on the whole screen; returns the page once its first slide is there, for which it waits so many milliseconds."""
    visitor.page.goto(f"{visitor.address}/present?{query}")
    visitor.page.locator(".stage svg").wait_for(timeout=wait)
    return visitor.page


def place(page):
    """The slide and how many there are."""
    at, of = page.locator(".show .place").text_content().split(" / ")
    return int(at), int(of)


def title(page):
    """The words of the slide for those who do not see it."""
    return page.locator(".show").get_attribute("aria-label")


def press(page, *keys):
    """Keys, one after the other without a pause."""
    for key in keys:
        page.keyboard.press(key)


def in_link(page, name):
    """A parameter of the address bar."""
    return urllib.parse.parse_qs(urllib.parse.urlsplit(page.url).query).get(name, [None])[0]
