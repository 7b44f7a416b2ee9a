"""The visitors of browser.py on cleartext HTTP/2 by prior knowledge, each with one connection for all that he asks at once."""

import time

import httpx

from browser import AGENTS, Browser, HOST, SITE, at_once, pause


class Browser2(Browser):
    def __init__(self, user, address=None, site=SITE):
        self.user, self.site = user, site
        self.address = address or AGENTS[user][0]
        self.session = httpx.Client(
            transport=httpx.HTTPTransport(http1=False, http2=True, local_address=self.address), follow_redirects=True,
            headers={"Host": HOST, "User-Agent": AGENTS[user][1], "Accept": "*/*"}, timeout=30)

    def ask(self, method, path, status=None, **more):
        time.sleep(0.05)
        answer = self.session.request(method, self.site + path, **more)
        print(f"{time.time():.3f} {self.user} {method} {path} -> "
              + " -> ".join(str(step.status_code) for step in [*answer.history, answer]), flush=True)
        if status is not None and answer.status_code != status:
            raise SystemExit(f"{self.user}: {method} {path} gave {answer.status_code} and not {status}: {answer.text[:200]}")
        return answer
