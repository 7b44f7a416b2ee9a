"""A service that knows its callers by a header: session_service.py HOST PORT [HEADER]

POST /sessions issues an id (in the header and in the body), DELETE /sessions ends it, everything else wants it.
"""

import base64
import http.server
import json
import secrets
import sys

HEADER = sys.argv[3] if len(sys.argv) > 3 else "X-Session-ID"
sessions = {}


class Service(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, what, headers=()):
        body = json.dumps(what).encode() + b"\n"
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        for header in headers:
            self.send_header(*header)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def respond(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/sessions" and self.command == "POST":
            name = base64.urlsafe_b64encode(secrets.token_bytes(36)).decode()
            sessions[name] = json.loads(body)["user"]
            return self.answer(201, {"session_id": name}, [(HEADER, name)])
        name = self.headers.get(HEADER)
        if name is None:
            return self.answer(401, {"error": "session not found", "detail": f"no {HEADER} header"})
        if name not in sessions:
            return self.answer(404, {"error": "session not found"})
        if self.path == "/sessions" and self.command == "DELETE":
            del sessions[name]
            return self.answer(200, {"ended": True})
        self.answer(200, {"path": self.path, "user": sessions[name]})

    do_GET = do_POST = do_DELETE = respond


http.server.ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Service).serve_forever()
