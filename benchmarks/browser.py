"""What a reader waits for: Chromium on this machine against the served dashboard.

cold     a theme page opened in a browser that has nothing of it yet, to its first figure, and what came over the wire
warm     the same page loaded again
later    a new tab of a browser that was closed and has been there twice before
change   from a click on an indicator until the new takeaway and the new figure are painted; `first` for one nobody has asked for
slide    from the key to the next slide drawn
"""

import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from benchmarks.throughput import PAGE
from tests.server import launch, resident, serve

LOADS, ROUNDS, STEPS = 7, 4, 30
FIGURE = ".js-plotly-plot .bars path"
_CHANGE = """async ([chip, name, figure]) => {
  const shown = () => [...document.querySelectorAll(figure)].map((each) => each.getAttribute("d")).join()
  const before = shown(), start = performance.now()
  const changed = () => [...document.querySelectorAll("h3")].some((each) => each.innerText.startsWith(name)) &&
    shown() && shown() !== before
  chip.click()
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
# Milliseconds from the start of a navigation until the first figure is painted, by the page's own clock.
_FIRST = """
const watch = new MutationObserver(() => {
  if (!document.querySelector(FIGURE)) return
  watch.disconnect()
  requestAnimationFrame(() => {
    const channel = new MessageChannel()
    channel.port1.onmessage = () => { window.firstFigure = performance.now() }
    channel.port2.postMessage(0)
  })
})
watch.observe(document, { subtree: true, childList: true })
""".replace("FIGURE", repr(FIGURE))
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


def _loads(browser: Browser, address: str) -> dict[str, dict[str, float]]:
    cold, warm = [], []
    # Whoever comes first pays for the views; that is measured elsewhere.
    for counted in (False, *[True] * LOADS):
        context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
        page = context.new_page()
        loads = _load(page, address), _load(page, "")
        if counted:
            cold.append(loads[0])
            warm.append(loads[1])
        context.close()
    return {"cold": _loaded(cold), "warm": _loaded(warm)}


def _later(playwright: Playwright, address: str) -> dict[str, float]:
    loads = []
    for _turn in range(LOADS):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            for visit in range(3):
                context = resident(playwright, Path(folder), viewport={"width": 1366, "height": 768})
                load = _load(context.new_page(), address)
                # What was compiled is put into the store a while after the page is at rest.
                context.pages[-1].wait_for_timeout(2000)
                context.close()
                if visit == 2:
                    loads.append(load)
    return _loaded(loads)


def _loaded(loads: list[tuple[float, int]]) -> dict[str, float]:
    return _row([took for took, _size in loads], MB=round(statistics.median(size for _took, size in loads) / 1e6, 3))


def _load(page: Page, address: str) -> tuple[float, int]:
    """Milliseconds to the first figure, and the bytes that came over the wire until the page was at rest; "" loads again."""
    sizes = [0]
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def came(event: dict[str, Any]) -> None:
        sizes[0] += int(event.get("encodedDataLength", 0))

    session.on("Network.loadingFinished", came)
    # A socket's messages are counted as they are before compression: the browser does not tell what they were on the wire.
    session.on("Network.webSocketFrameReceived", lambda event: sizes.append(len(event["response"]["payloadData"]) * 3 // 4))
    if address:
        page.add_init_script(_FIRST)
        page.goto(f"{address}/{PAGE}", wait_until="commit")
    else:
        page.reload(wait_until="commit")
    page.wait_for_selector(FIGURE, timeout=60_000)
    took = page.evaluate(
        "async () => { while (!window.firstFigure) await new Promise(requestAnimationFrame); return window.firstFigure }"
    )
    page.wait_for_load_state("networkidle")
    return took, sum(sizes)


def _changes(browser: Browser, address: str) -> dict[str, dict[str, float]]:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.goto(f"{address}/{PAGE}")
    page.wait_for_selector(FIGURE, timeout=60_000)
    page.wait_for_timeout(1500)
    chips = page.locator("[data-testid=stButtonGroup] button", has_text=" · ")
    # An indicator that only departments state has no bars; those with bars come first.
    number = min(chips.count(), 5)
    first: list[float] = []
    again: list[float] = []
    for turn in range(1, ROUNDS * number + 1):
        chip = chips.nth(turn % number)
        name = chip.inner_text().rsplit(" · ", 1)[0]
        took = page.evaluate(_CHANGE, [chip.element_handle(), name, FIGURE])
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
