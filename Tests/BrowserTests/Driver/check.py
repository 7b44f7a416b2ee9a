"""Uses a report as people do, in a real browser: check.py REPORT.html... [--axe axe.min.js]

Prints a line for each thing that is wrong, and ends with status 1 then.
"""
import pathlib
import sys

import devtools

VISIBLE = "[...document.querySelectorAll('.finding')].filter((card) => !card.hidden).length"
ROWS = "document.querySelectorAll('#flows tbody tr').length"
LONGEST_LOAD = 3.0


def faults(browser, report, axe):
    page = browser.page()
    seconds = page.open(report.as_uri())
    browser.settle(0.3)
    if seconds > LONGEST_LOAD:
        yield f"opened after {seconds:.1f} s"
    yield from keyboard(browser, page)
    yield from time_lines(browser, page)
    yield from table(browser, page)
    for problem in page.errors:
        yield f"console: {problem}"
    asked = [url for url in page.requests if url != report.as_uri() and not url.startswith("data:")]
    if asked:
        yield f"requests: {asked[:3]}"
    for dark in (False, True) if axe else ():
        yield from accessible(page, axe, dark)
    yield from narrow(browser, report)


def keyboard(browser, page):
    page.press("Tab")
    if page.value("document.activeElement.className") != "skip":
        yield "the first stop of the Tab key is not the skip link"
    if not page.value("!!document.querySelector('#filters input')"):
        return
    before = page.value(VISIBLE)
    page.value("document.querySelector('#filters input[name=severity]').focus()")
    page.press(" ")
    browser.settle(0.05)
    if page.value(VISIBLE) >= before:
        yield "the space bar on a severity filters nothing"
    page.press(" ")
    browser.settle(0.05)
    if page.value(VISIBLE) != before:
        yield "the space bar does not take a filter back"


def time_lines(browser, page):
    find = "document.querySelector('.finding details.story > summary, .finding details[data-story] > summary')"
    if not page.value(f"!!{find}"):
        return
    opened = page.value(f"{find}.parentElement.open")
    page.value(f"{find}.focus()")
    page.press("Enter")
    browser.settle(0.2)
    if page.value(f"{find}.parentElement.open") == opened:
        yield "Enter on a time line does nothing"
    if opened:
        page.press("Enter")
        browser.settle(0.2)
    if not page.value(f"{find}.parentElement.querySelectorAll('.event').length"):
        yield "a time line has no events"


def table(browser, page):
    rows = page.value(ROWS)
    if not rows:
        return
    page.click("#flows th button")
    if page.value("document.querySelectorAll('#flows th[aria-sort]:not([aria-sort=none])').length") != 1:
        yield "a click on a heading sorts nothing"
    page.value("document.getElementById('flow-search').focus()")
    page.type("no-such-host")
    browser.settle(0.5)
    if page.value(ROWS) >= rows and page.value(ROWS + " > 1"):
        yield "the search of flows finds what is not there"


def accessible(page, axe, dark):
    page.look(dark=dark)
    page.value(axe + "; 0")
    found = page.value("""axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"] }).then((result) =>
        result.violations.filter((one) => ["serious", "critical"].includes(one.impact))
            .map((one) => one.id + ": " + one.nodes[0].html.slice(0, 120)))""")
    for problem in found:
        yield f"axe{' in the dark' if dark else ''}: {problem}"
    page.look()


def narrow(browser, report):
    page = browser.page(width=360, height=780)
    page.open(report.as_uri())
    browser.settle(0.2)
    width = page.value("document.documentElement.scrollWidth")
    if width > 360:
        yield f"{width} pixels wide where there are 360"


def main():
    arguments = sys.argv[1:]
    axe = None
    if "--axe" in arguments:
        at = arguments.index("--axe")
        axe = pathlib.Path(arguments[at + 1]).read_text()
        del arguments[at:at + 2]
    failed = False
    with devtools.Browser(devtools.find()) as browser:
        for name in arguments:
            for fault in faults(browser, pathlib.Path(name).resolve(), axe):
                print(f"{pathlib.Path(name).name}: {fault}")
                failed = True
    sys.exit(1 if failed else 0)


main()
