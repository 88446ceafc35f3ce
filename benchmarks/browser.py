"""What a reader waits for: Chromium on this machine against the served dashboard.

cold     a theme page opened in a browser that has nothing of it yet, to its first figure, and what came over the wire
warm     the same page loaded again
phone    a cold load with a processor that is four times slower, over 1.6 Mbit/s with 150 ms of delay, at 390 x 844
static   the same first answer alone, without what it loads: what a page that is nothing else takes in this browser
later    a new tab of a browser that was closed and has been there twice before

Of each load: `ms` to the first figure, which the first answer holds; `bars_ms` to the first figure that Plotly draws; `live_ms` until the live page
stands, from when a press counts; and `shift`, by how much what was seen has jumped (the browser's own measure).
change   from a click on an indicator until the new takeaway and the new figure are painted; `first` for one nobody has asked for
slide    from the key to the next slide drawn
"""

import re
import statistics
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from benchmarks.throughput import PAGE
from tests.server import launch, resident, serve

LOADS, ROUNDS, STEPS = 7, 4, 30
SCREEN: dict[str, Any] = {"viewport": {"width": 1366, "height": 768}, "locale": "zh-CN"}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN", "has_touch": True}
FIGURE = ".js-plotly-plot .bars path"
_CHANGE = """async ([head, name, figure]) => {
  const shown = () => [...document.querySelectorAll(figure)].map((each) => each.getAttribute("d")).join()
  const before = shown(), start = performance.now()
  const changed = () => [...document.querySelectorAll("h3")].some((each) => each.textContent.includes(name)) &&
    shown() && shown() !== before
  head.click()
  while (!changed()) {
    await new Promise(requestAnimationFrame)
    if (performance.now() - start > 20000) throw new Error(`no figure of ${name} within twenty seconds`)
  }
  // A message comes after the frame that is being made.
  await new Promise((painted) => {
    const channel = new MessageChannel()
    channel.port1.onmessage = painted
    channel.port2.postMessage(0)
  })
  return performance.now() - start
}"""
# What of a load is there when, by the page's own clock, which begins with the navigation.
_WATCH = (
    """
const wanted = {
  first: () => document.querySelector(FIRST),
  bars: () => document.querySelector(FIGURE),
  live: () => document.querySelector(LIVE) && !document.querySelector('#fenjin-screen'),
}
window.painted = {}
const watch = new MutationObserver(() => {
  for (const [name, there] of Object.entries(wanted)) {
    if (name in window.painted || !there()) continue
    window.painted[name] = 0
    requestAnimationFrame(() => {
      const channel = new MessageChannel()
      channel.port1.onmessage = () => { window.painted[name] = performance.now() }
      channel.port2.postMessage(0)
    })
  }
})
watch.observe(document, { subtree: true, childList: true })
window.shift = 0
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value
}).observe({ type: "layout-shift", buffered: true })
""".replace("FIRST", repr(".fenjin-crosstab tr"))
    .replace("FIGURE", repr(FIGURE))
    .replace("LIVE", repr(".st-key-appearance"))
)
_STEP = """async (key) => {
  const start = performance.now()
  window.dispatchEvent(new KeyboardEvent("keydown", { key }))
  await new Promise(requestAnimationFrame)
  await new Promise(requestAnimationFrame)
  return performance.now() - start
}"""


def measure(variables: dict[str, str]) -> dict[str, dict[str, float]]:
    """Milliseconds (middle and longest) and MB, by what is waited for."""
    with serve(variables=variables) as address, sync_playwright() as playwright:
        browser = launch(playwright)
        found = {**_loads(browser, address), "later": _later(playwright, address), **_changes(browser, address)}
        found["slide"] = _row(_steps(browser, address))
        browser.close()
        return found


def _row(times: list[float], **more: float) -> dict[str, float]:
    return {"ms": round(statistics.median(times)), "longest_ms": round(max(times)), "times": len(times), **more}


@dataclass
class Load:
    """One load of a page: milliseconds until what is there, bytes over the wire, and by how much what was seen has jumped."""

    first: float
    bars: float
    live: float
    size: int
    shift: float


def _loads(browser: Browser, address: str) -> dict[str, dict[str, float]]:
    loads: dict[str, list[Load]] = {"cold": [], "warm": [], "phone": [], "static": []}
    # Whoever comes first pays for the views; that is measured elsewhere.
    for counted in (False, *[True] * LOADS):
        # In turn, so that what else the machine does falls on all alike.
        context = browser.new_context(**SCREEN)
        page = context.new_page()
        turn = {"cold": _load(page, address), "warm": _load(page, "")}
        context.close()
        context = browser.new_context(**PHONE)
        turn["phone"] = _load(context.new_page(), address, slow=True)
        context.close()
        context = browser.new_context(**SCREEN)
        page = context.new_page()
        page.route(re.compile(r"/static/|/_stcore/"), lambda route: route.abort())
        turn["static"] = _load(page, address, whole=False)
        context.close()
        for name, load in turn.items():
            loads[name] += [load] if counted else []
    return {name: _loaded(each) for name, each in loads.items()}


def _later(playwright: Playwright, address: str) -> dict[str, float]:
    loads = []
    for _turn in range(LOADS):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            for visit in range(3):
                context = resident(playwright, Path(folder), viewport=SCREEN["viewport"])
                load = _load(context.new_page(), address)
                # What was compiled is put into the store a while after the page is at rest.
                context.pages[-1].wait_for_timeout(2000)
                context.close()
                if visit == 2:
                    loads.append(load)
    return _loaded(loads)


def _loaded(loads: list[Load]) -> dict[str, float]:
    def middle(values: Iterable[float]) -> float:
        return statistics.median(values)

    return _row(
        [load.first for load in loads],
        bars_ms=round(middle(load.bars for load in loads)),
        live_ms=round(middle(load.live for load in loads)),
        MB=round(middle(load.size for load in loads) / 1e6, 3),
        shift=round(max(load.shift for load in loads), 4),
    )


def _load(page: Page, address: str, slow: bool = False, whole: bool = True) -> Load:
    """A load to its rest, "" loads again; `slow` as on a phone, and not `whole` where nothing but the first answer comes."""
    sizes = [0]
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    if slow:
        rate = 1.6e6 / 8
        session.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": 150, "downloadThroughput": rate, "uploadThroughput": rate / 2},
        )
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})

    def came(event: dict[str, Any]) -> None:
        sizes[0] += int(event.get("encodedDataLength", 0))

    session.on("Network.loadingFinished", came)
    # A socket's messages are counted as they are before compression: the browser does not tell what they were on the wire.
    session.on("Network.webSocketFrameReceived", lambda event: sizes.append(len(event["response"]["payloadData"]) * 3 // 4))
    if address:
        page.add_init_script(_WATCH)
        page.goto(f"{address}/{PAGE}", wait_until="commit", timeout=120_000)
    else:
        page.reload(wait_until="commit")
    wanted = ["first", "bars", "live"] if whole else ["first"]
    page.wait_for_function("(names) => names.every((name) => window.painted[name])", arg=wanted, timeout=120_000)
    if whole:
        page.wait_for_load_state("networkidle")
    painted, shift = page.evaluate("[window.painted, window.shift]")
    return Load(painted["first"], painted.get("bars", 0.0), painted.get("live", 0.0), sum(sizes), shift)


def _changes(browser: Browser, address: str) -> dict[str, dict[str, float]]:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(f"{address}/{PAGE}")
    page.wait_for_selector(FIGURE, timeout=60_000)
    page.wait_for_selector("#fenjin-screen", state="detached", timeout=60_000)
    page.wait_for_timeout(1500)
    # The heads of the rows of the theme's table, without that of figures of no indicator.
    heads = page.locator("#root .fenjin-crosstab").first.locator("tbody th button[data-row]:not([data-row=none])")
    number = min(heads.count(), 5)
    first: list[float] = []
    again: list[float] = []
    for turn in range(1, ROUNDS * number + 1):
        head = heads.nth(turn % number)
        name = head.locator("span").inner_text()
        took = page.evaluate(_CHANGE, [head.element_handle(), name, FIGURE])
        (first if turn < number else again).append(took)
        page.wait_for_timeout(150)
    page.close()
    return {"change": _row(again), "first": _row(first)}


def _steps(browser: Browser, address: str) -> list[float]:
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.goto(f"{address}/present?story=whole")
    page.wait_for_selector(".stage svg", timeout=120_000)
    page.wait_for_timeout(1500)
    return [page.evaluate(_STEP, "ArrowRight" if turn % 20 < 10 else "ArrowLeft") for turn in range(STEPS)]
