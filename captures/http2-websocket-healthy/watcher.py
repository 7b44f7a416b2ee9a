"""A client of a WebSocket inside cleartext HTTP/2: watcher.py HOST PORT"""

import socket
import sys
import time

import h2.config
import h2.connection
import h2.events
import h2.settings
from wsproto.connection import Connection, ConnectionType
from wsproto.events import CloseConnection, Ping, TextMessage

place = socket.create_connection((sys.argv[1], int(sys.argv[2])))
place.settimeout(5)
http = h2.connection.H2Connection(h2.config.H2Configuration(header_encoding="utf-8"))
http.initiate_connection()
frames = Connection(ConnectionType.CLIENT)


def flush():
    place.sendall(http.data_to_send())


def take():
    for event in http.receive_data(place.recv(65536)):
        if isinstance(event, h2.events.DataReceived):
            http.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
        yield event
    flush()


def head(**more):
    return [(":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "shop.example"), *more.items()]


flush()
while not http.remote_settings.enable_connect_protocol:
    list(take())
http.send_headers(1, head(), end_stream=True)
http.send_headers(3, [(":method", "CONNECT"), (":protocol", "websocket"), (":scheme", "http"), (":path", "/prices"),
                      (":authority", "shop.example"), ("sec-websocket-version", "13")])
flush()
opened = prices = 0
open_ = True
while open_:
    for event in take():
        if isinstance(event, h2.events.ResponseReceived) and event.stream_id == 3:
            print(dict(event.headers)[":status"])
            http.send_data(3, frames.send(TextMessage("a lamp")))
            http.send_data(3, frames.send(Ping(b"there?")))
        elif isinstance(event, h2.events.DataReceived) and event.stream_id == 3:
            frames.receive_data(event.data)
            for message in frames.events():
                print(message)
                if isinstance(message, TextMessage):
                    prices += 1
                    if prices == 3:
                        time.sleep(0.5)
                        http.send_data(3, frames.send(CloseConnection(code=1000, reason="seen enough")))
                elif isinstance(message, CloseConnection):
                    print("closed", int(message.code))
                    http.end_stream(3)
                    open_ = False
        elif isinstance(event, (h2.events.StreamEnded, h2.events.StreamReset)) and event.stream_id == 3:
            open_ = False
    flush()
http.close_connection()
flush()
time.sleep(0.2)
place.close()
