"""Socket.IO clients by polling, with an address and a user agent of their own."""

import requests
import socketio

from browser import AGENTS, SITE, From


def watcher(user):
    address, agent = AGENTS[user]
    session = requests.Session()
    session.trust_env = False
    session.headers = {"User-Agent": agent, "Host": "shop.example", "Accept": "*/*"}
    session.mount("http://", From(address))
    return socketio.Client(reconnection=False, http_session=session, handle_sigint=False)


def connect(client):
    client.connect(SITE, transports=["polling"], wait_timeout=3)
