"""WebSocket clients with an address and a user agent of their own; without pings, so that only messages break the silence."""

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from browser import AGENTS


def open_live(user):
    address, agent = AGENTS[user]
    return connect("ws://10.20.0.2/live", source_address=(address, 0), user_agent_header=agent, origin="http://shop.example",
                   ping_interval=None, compression=None, close_timeout=3)


def ask(live, text):
    live.send(text)
    assert live.recv(timeout=5) == text


def listen_until_cut(live, seconds=10):
    """How the connection ended; None if it has not."""
    try:
        live.recv(timeout=seconds)
    except ConnectionClosed as end:
        return end
    except TimeoutError:
        return None
