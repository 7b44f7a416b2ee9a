"""An HTTP server that answers /quick at once and anything else never: hung_server.py PORT"""

import http.server
import sys
import time


class Hung(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path != "/quick":
            time.sleep(3600)
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"well\n")


http.server.ThreadingHTTPServer(("", int(sys.argv[1])), Hung).serve_forever()
