"""A headless Chromium, driven over its DevTools pipe. Needs nothing but Python.

https://chromedevtools.github.io/devtools-protocol/: messages are JSON with a zero octet behind each; Chromium reads
them from descriptor 3 and writes to descriptor 4.
"""
import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

NAMES = ["chromium", "chromium-browser", "google-chrome", "chrome"]


def find():
    """The path of a Chromium; None where there is none."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


class Fault(Exception):
    """Something the browser refused, or did not do in time."""


class Browser:
    def __init__(self, executable):
        self.folder = tempfile.mkdtemp(prefix="hangup-browser-")
        commands, self._out = os.pipe()
        self._in, answers = os.pipe()

        def place():
            # Out of the way first: one of them may be where the other has to go.
            one, two = (fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (commands, answers))
            os.dup2(one, 3)
            os.dup2(two, 4)

        arguments = [
            executable, "--headless=new", "--remote-debugging-pipe", "--user-data-dir=" + self.folder, "--no-sandbox",
            "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--no-default-browser-check",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
            "--hide-scrollbars", "--font-render-hinting=none", "about:blank"]
        self.process = subprocess.Popen(
            arguments, preexec_fn=place, pass_fds=(3, 4), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(commands)
        os.close(answers)
        self._buffer = bytearray()
        self._number = 0
        self._pages = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.send("Browser.close")
        except (Fault, OSError):
            pass
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self._out)
        os.close(self._in)
        shutil.rmtree(self.folder, ignore_errors=True)

    def send(self, method, parameters=None, session=None, seconds=60):
        """Sends a command and waits for its answer; events that come before it go to their pages."""
        self._number += 1
        number = self._number
        message = {"id": number, "method": method, "params": parameters or {}}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._out, data):]
        end = time.monotonic() + seconds
        while True:
            answer = self._next(end, method)
            if answer.get("id") == number:
                if "error" in answer:
                    raise Fault(f"{method}: {answer['error'].get('message')}")
                return answer.get("result", {})
            self._tell(answer)

    def wait(self, condition, what, seconds=30):
        """Takes events until the condition holds."""
        end = time.monotonic() + seconds
        while not condition():
            self._tell(self._next(end, what))

    def settle(self, seconds=0.2):
        """Takes what comes in within that time."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                self._tell(self._next(end, "quiet"))
            except Fault:
                return

    def _tell(self, message):
        page = self._pages.get(message.get("sessionId"))
        if page and "method" in message:
            page.hear(message["method"], message.get("params", {}))

    def _next(self, end, what):
        while True:
            zero = self._buffer.find(b"\0")
            if zero >= 0:
                message = json.loads(self._buffer[:zero])
                del self._buffer[:zero + 1]
                return message
            left = end - time.monotonic()
            if left <= 0 or not select.select([self._in], [], [], left)[0]:
                raise Fault(f"{what}: no answer in time")
            octets = os.read(self._in, 1 << 20)
            if not octets:
                raise Fault(f"{what}: the browser is gone")
            self._buffer += octets

    def page(self, **view):
        return Page(self, **view)


KEYS = {
    "Tab": ("Tab", 9, None), "Enter": ("Enter", 13, "\r"), " ": ("Space", 32, " "), "Escape": ("Escape", 27, None),
    "ArrowDown": ("ArrowDown", 40, None), "ArrowUp": ("ArrowUp", 38, None), "End": ("End", 35, None),
}


class Page:
    """A tab. What goes wrong in it, and what it asks for, is kept."""

    def __init__(self, browser, width=1280, height=900, dark=False, media="", scale=1):
        self.browser = browser
        self.errors = []
        self.requests = []
        self._loads = 0
        self.target = browser.send("Target.createTarget", {"url": "about:blank"})["targetId"]
        attached = browser.send("Target.attachToTarget", {"targetId": self.target, "flatten": True})
        self.session = attached["sessionId"]
        browser._pages[self.session] = self
        for domain in ["Page", "Runtime", "Log", "Network"]:
            self.send(domain + ".enable")
        self.look(width, height, dark, media, scale)

    def look(self, width=1280, height=900, dark=False, media="", scale=1):
        self.send("Emulation.setDeviceMetricsOverride", {
            "width": width, "height": height, "deviceScaleFactor": scale, "mobile": False})
        self.send("Emulation.setEmulatedMedia", {"media": media, "features": [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce"}]})

    def send(self, method, parameters=None, seconds=60):
        return self.browser.send(method, parameters, self.session, seconds)

    def hear(self, method, parameters):
        if method == "Page.loadEventFired":
            self._loads += 1
        elif method == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            details = parameters["exceptionDetails"]
            self.errors.append((details.get("exception") or {}).get("description") or details.get("text"))
        elif method == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
            self.errors.append(parameters["entry"]["text"])
        elif method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning", "assert"):
            self.errors.append(" ".join(str(part.get("value")) for part in parameters["args"]))

    def open(self, url, seconds=60):
        """Loads a page, and gives the seconds that it took."""
        loads = self._loads
        start = time.monotonic()
        answer = self.send("Page.navigate", {"url": url}, seconds)
        if answer.get("errorText"):
            raise Fault(f"{url}: {answer['errorText']}")
        self.browser.wait(lambda: self._loads > loads, url, seconds)
        return time.monotonic() - start

    def value(self, expression, seconds=60):
        """The value of an expression in the page; promises are waited for."""
        answer = self.send("Runtime.evaluate", {
            "expression": expression, "returnByValue": True, "awaitPromise": True, "userGesture": True}, seconds)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise Fault((details.get("exception") or {}).get("description") or details["text"])
        return answer["result"].get("value")

    def press(self, key, shift=False):
        code, number, text = KEYS[key]
        common = {"key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": 8 if shift else 0}
        down = dict(common, type="keyDown" if text else "rawKeyDown")
        if text:
            down["text"] = text
        self.send("Input.dispatchKeyEvent", down)
        self.send("Input.dispatchKeyEvent", dict(common, type="keyUp"))

    def type(self, text):
        for letter in text:
            self.send("Input.dispatchKeyEvent", {"type": "keyDown", "key": letter, "text": letter})
            self.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": letter})

    def click(self, selector):
        """Clicks with the mouse into the middle of the first element, where it can be seen."""
        place = self.value(f"""(() => {{
            const element = document.querySelector({json.dumps(selector)});
            if (!element) return null;
            element.scrollIntoView({{ block: "center", behavior: "instant" }});
            const box = element.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
        }})()""")
        if place is None:
            raise Fault(f"nothing matches {selector}")
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"]:
            self.send("Input.dispatchMouseEvent", {
                "type": kind, "x": place[0], "y": place[1], "button": "none" if kind == "mouseMoved" else "left",
                "buttons": 1 if kind == "mousePressed" else 0, "clickCount": 0 if kind == "mouseMoved" else 1})
        self.browser.settle(0.05)

    def focused(self):
        """What has the focus, in a word or two."""
        return self.value("""(() => {
            const element = document.activeElement;
            return element ? element.tagName + (element.id ? "#" + element.id : "") : "";
        })()""")

    def screenshot(self, path, whole=False, selector=None):
        """A picture of what is in view, of the whole page, or of an element."""
        options = {"format": "png", "captureBeyondViewport": whole or selector is not None}
        if selector:
            box = self.value(f"""(() => {{
                const box = document.querySelector({json.dumps(selector)}).getBoundingClientRect();
                return {{ x: box.x + scrollX, y: box.y + scrollY, width: box.width, height: box.height, scale: 1 }};
            }})()""")
            options["clip"] = box
        elif whole:
            size = self.send("Page.getLayoutMetrics")["cssContentSize"]
            options["clip"] = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        self._keep(path, self.send("Page.captureScreenshot", options)["data"])

    def pdf(self, path):
        self._keep(path, self.send("Page.printToPDF", {
            "printBackground": True, "preferCSSPageSize": True, "paperWidth": 8.27, "paperHeight": 11.69,
            "marginTop": 0.5, "marginBottom": 0.5, "marginLeft": 0.5, "marginRight": 0.5})["data"])

    @staticmethod
    def _keep(path, data):
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))
