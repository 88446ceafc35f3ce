"""How long a page's run takes on the server, a change of indicator and a step to the next slide in a browser: `python -m benchmarks.pages`.

Server: each page run again in Streamlit's own test harness once warm; wall and processor time, median of the runs.
Browser: Chromium against the served dashboard, from a click on an indicator to the new takeaway on the screen and its
figure drawn, and from a key to the next slide drawn; median of the clicks and keys.
"""

import platform
import statistics
import time
from pathlib import Path

from playwright.sync_api import sync_playwright
from streamlit.testing.v1 import AppTest

from tests.server import PAGES, launch, serve

ROOT = Path(__file__).resolve().parent.parent
RUNS = 15


def server_times() -> list[tuple[str, float, float]]:
    """For each page: its name, median wall and processor milliseconds of a warm run."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    rows = []
    for page in PAGES:
        app.switch_page(f"pages/{page}.py").run()
        app.run()
        wall, processor = [], []
        for _ in range(RUNS):
            started, burnt = time.perf_counter(), time.process_time()
            app.run()
            wall.append(1000 * (time.perf_counter() - started))
            processor.append(1000 * (time.process_time() - burnt))
        rows.append((page, statistics.median(wall), statistics.median(processor)))
    return rows


def browser_times() -> tuple[float, list[float]]:
    """Milliseconds of the first load to the first figure, and of each change of indicator to the new figure."""
    with serve() as address, sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        started = time.perf_counter()
        page.goto(f"{address}/attraction")
        page.wait_for_selector(".js-plotly-plot .bars path")
        first = 1000 * (time.perf_counter() - started)
        page.wait_for_timeout(1500)
        changes = []
        chips = page.locator("[data-testid=stButtonGroup] button", has_text="·")
        for turn in range(2 * RUNS):
            chip = chips.nth((turn + 1) % 2)
            name = chip.inner_text().rsplit(" · ", 1)[0]
            changes.append(
                page.evaluate(
                    """async ([chip, name]) => {
                      const start = performance.now()
                      chip.click()
                      const shown = () => [...document.querySelectorAll("h3")].some((h) => h.innerText.startsWith(name)) &&
                        document.querySelector(".js-plotly-plot .bars path")
                      while (!shown()) {
                        await new Promise(requestAnimationFrame)
                        if (performance.now() - start > 10000) throw new Error("no change within ten seconds")
                      }
                      await new Promise(requestAnimationFrame)
                      return performance.now() - start
                    }""",
                    [chip.element_handle(), name],
                )
            )
            page.wait_for_timeout(150)
        browser.close()
        return first, changes


def slide_times() -> list[float]:
    """Milliseconds from the key that goes on to the next slide drawn."""
    with serve() as address, sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1920, "height": 1080})
        page.goto(f"{address}/present?story=whole")
        page.wait_for_selector(".stage svg")
        page.wait_for_timeout(1500)
        steps = [
            page.evaluate(
                """async (key) => {
                  const start = performance.now()
                  window.dispatchEvent(new KeyboardEvent("keydown", { key }))
                  await new Promise(requestAnimationFrame)
                  await new Promise(requestAnimationFrame)
                  return performance.now() - start
                }""",
                "ArrowRight" if turn % 20 < 10 else "ArrowLeft",
            )
            for turn in range(2 * RUNS)
        ]
        browser.close()
        return steps


def main() -> None:
    """Prints the measurements as a table."""
    print(f"{platform.platform()}, Python {platform.python_version()}, medians of {RUNS} runs")
    print(f"{'page':<12} {'wall ms':>8} {'CPU ms':>8}")
    for page, wall, processor in server_times():
        print(f"{page:<12} {wall:>8.1f} {processor:>8.1f}")
    first, changes = browser_times()
    print(f"browser: first load to first figure {first:.0f} ms (one load)")
    print(f"browser: change of indicator to new figure {statistics.median(changes):.0f} ms median, {max(changes):.0f} ms longest")
    steps = slide_times()
    print(f"browser: key to next slide {statistics.median(steps):.0f} ms median, {max(steps):.0f} ms longest")


if __name__ == "__main__":
    main()
