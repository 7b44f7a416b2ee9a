"""Reports of forty lines: reports.py HOST PORT. With ?slow they take a second, with ?cut the connection ends after ten lines."""

import http.server
import sys
import time


class Reports(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        lines = [f"line {number} of the report\n".encode() for number in range(40)]
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(sum(map(len, lines))))
        self.end_headers()
        for number, line in enumerate(lines):
            if self.path.endswith("?cut") and number == 10:
                time.sleep(0.5)
                self.close_connection = True
                return
            if self.path.endswith("?slow"):
                time.sleep(0.025)
            self.wfile.write(line)


http.server.ThreadingHTTPServer((sys.argv[1], int(sys.argv[2])), Reports).serve_forever()
