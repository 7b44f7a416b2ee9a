"""A server of a line protocol: greets, then answers each line: line_server.py PORT"""

import socketserver
import sys


class Conversation(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"220 clock ready\r\n")
        for line in self.rfile:
            self.wfile.write(b"250 " + line.strip() + b" received\r\n")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


Server(("0.0.0.0", int(sys.argv[1])), Conversation).serve_forever()
