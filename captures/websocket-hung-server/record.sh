#!/bin/bash
# The server hangs (SIGSTOP): what the clients say is taken by its kernel and never answered, and nginx gives up 5 s later.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
. "$software/live_street.sh"

record proxy any tcp
visitors <<PY
from live import *
import time
import os, signal
users = [open_live(name) for name in ("anna", "bert", "carla")]
for round in range(3):
    for number, user in enumerate(users):
        ask(user, f"message {round} of {number}")
    time.sleep(1)
os.kill($server, signal.SIGSTOP)
for number, user in enumerate(users):
    user.send(f"are you there {number}")
    time.sleep(0.2)
for user in users:
    assert listen_until_cut(user) is not None
time.sleep(1)
os.kill($server, signal.SIGCONT)
time.sleep(0.5)
PY
keep
