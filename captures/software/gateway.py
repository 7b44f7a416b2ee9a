"""A gateway before a service: gateway.py HOST PORT SERVICE_HOST SERVICE_PORT [PATH=WHAT...]

Passes on the headers of its list. WHAT is done to X-Session-ID on that path: "drop", "lower" or "cut32".
"""

import http.client
import http.server
import sys

PASSED_ON = ["User-Agent", "Accept", "Content-Type", "X-Forwarded-For", "X-Request-ID", "X-Session-ID"]
changes = dict(rule.split("=") for rule in sys.argv[5:])


class Gateway(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self):
        super().setup()
        self.service = http.client.HTTPConnection(sys.argv[3], int(sys.argv[4]), timeout=10)

    def pass_on(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name: self.headers[name] for name in PASSED_ON if name in self.headers}
        headers["Host"] = "service-b.internal"
        change = changes.get(self.path)
        if change == "drop":
            headers.pop("X-Session-ID", None)
        elif change == "lower" and "X-Session-ID" in headers:
            headers["X-Session-ID"] = headers["X-Session-ID"].lower()
        elif change == "cut32" and "X-Session-ID" in headers:
            headers["X-Session-ID"] = headers["X-Session-ID"][:32]
        self.service.request(self.command, self.path, body or None, headers)
        answer = self.service.getresponse()
        body = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() in ("content-type", "x-session-id"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_DELETE = pass_on


http.server.ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Gateway).serve_forever()
