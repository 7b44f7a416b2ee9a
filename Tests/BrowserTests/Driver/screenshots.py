"""Takes pictures of a report: screenshots.py REPORT.html FOLDER [NAME]. Light, dark, narrow, and printed."""
import os
import pathlib
import sys

import devtools

VIEWS = {
    "light": {"width": 1280, "height": 900},
    "dark": {"width": 1280, "height": 900, "dark": True},
    "narrow": {"width": 360, "height": 780, "scale": 2},
}


def main():
    report, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    name = sys.argv[3] if len(sys.argv) > 3 else report.stem
    folder.mkdir(parents=True, exist_ok=True)
    with devtools.Browser(devtools.find()) as browser:
        for view, options in VIEWS.items():
            page = browser.page(**options)
            page.open(report.as_uri())
            browser.settle(0.3)
            page.screenshot(folder / f"{name}-{view}.png", whole=os.environ.get("FIRST_SCREEN") is None)
        page = browser.page()
        page.open(report.as_uri())
        page.pdf(folder / f"{name}-print.pdf")


main()
