"""A Socket.IO server that tells the price of things: polling_server.py PORT

python-socketio, whose sessions live in the memory of this process. To an unknown sid it answers in its own words;
here it answers as the server of the JavaScript original does.
"""

import json
import sys

import engineio
import socketio
import waitress


class AsTheOriginal(engineio.Server):
    def _bad_request(self, message=None):
        if message and message.startswith("Invalid session"):
            return {"status": "400 BAD REQUEST", "headers": [("Content-Type", "application/json")],
                    "response": json.dumps({"code": 1, "message": "Session ID unknown"}, separators=(",", ":")).encode()}
        return super()._bad_request(message)


class Server(socketio.Server):
    def _engineio_server_class(self):
        return AsTheOriginal


server = Server(async_mode="threading", ping_interval=2, ping_timeout=5, cors_allowed_origins="*", allow_upgrades=False)


@server.event
def price(sid, what):
    return {"what": what, "price": 12}


waitress.serve(socketio.WSGIApp(server), listen=f"0.0.0.0:{sys.argv[1]}", ident="waitress", threads=12)
