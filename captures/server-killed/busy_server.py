"""An HTTP server that is always in the middle of something: busy_server.py PORT"""

import http.server
import sys
import time


class Busy(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        time.sleep(60)      # before reading the body

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", "50000")
        self.end_headers()
        for _ in range(50):
            self.wfile.write(b"one line of the report\n" * 43 + b"...........\n")
            time.sleep(0.2)


http.server.ThreadingHTTPServer(("0.0.0.0", int(sys.argv[1])), Busy).serve_forever()
