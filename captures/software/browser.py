"""Visitors with a cookie jar, each with an address and a user agent of its own.

Every request may name the status it must get; another one ends the recording.
"""

import http.client
import threading
import time

import requests
from requests.adapters import HTTPAdapter

SITE = "http://10.20.0.2"
HOST = "shop.example"
AGENTS = {
    "anna": ("10.20.0.11", "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"),
    "bert": ("10.20.0.12", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0.0.0 Safari/537.36"),
    "carla": ("10.20.0.13", "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Version/17.5 Safari/605.1.15"),
    "david": ("10.20.0.14", "Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/126.0.0.0 Mobile Safari/537.36"),
    "emma": ("10.20.0.15", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1"),
}


class From(HTTPAdapter):
    """Connections from one address."""

    def __init__(self, address):
        self.address = address
        super().__init__()

    def init_poolmanager(self, *arguments, **more):
        super().init_poolmanager(*arguments, source_address=(self.address, 0), **more)


class Browser:
    def __init__(self, user, address=None, agent=None, site=SITE, headers=()):
        self.user, self.site = user, site
        self.address = address or AGENTS[user][0]
        self.agent = agent or AGENTS[user][1]
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers = {"Host": HOST, "User-Agent": self.agent, "Accept": "*/*", **dict(headers)}
        self.move(self.address)

    def move(self, address):
        """From now on from another address."""
        self.session.close()
        self.session.mount("http://", From(address))

    def ask(self, method, path, status=None, **more):
        time.sleep(0.05)
        answer = self.session.request(method, self.site + path, timeout=30, **more)
        print(f"{time.time():.3f} {self.user} {method} {path} -> "
              + " -> ".join(str(step.status_code) for step in [*answer.history, answer]), flush=True)
        if status is not None and answer.status_code != status:
            raise SystemExit(f"{self.user}: {method} {path} gave {answer.status_code} and not {status}: {answer.text[:200]}")
        return answer

    def get(self, path, status=None, **more):
        return self.ask("GET", path, status, **more)

    def post(self, path, status=None, data=None, **more):
        return self.ask("POST", path, status, data=data or {}, **more)

    def login(self, status=200, **more):
        return self.post("/login", status, {"user": self.user, "password": "secret-of-" + self.user}, **more)

    def cookie(self, name="shop_session"):
        return self.session.cookies.get(name)

    def leave(self):
        self.session.close()


def at_once(*tasks):
    """Run these at the same moment, on connections of their own."""
    threads = [threading.Thread(target=task) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def pause(seconds=0.3):
    time.sleep(seconds)
