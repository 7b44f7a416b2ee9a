"""Announces more than it sends: lying_server.py PORT"""

import http.server
import sys


class Lying(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", "5000")
        self.end_headers()
        self.wfile.write(b"x" * 1200)
        self.close_connection = True


http.server.ThreadingHTTPServer(("", int(sys.argv[1])), Lying).serve_forever()
