#!/bin/bash
# Pages that say a heartbeat of their own every 2 s live longer than the 5 s of nginx, and close properly.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
. "$software/live_street.sh"

record proxy any tcp
visitors <<PY
from live import *
import time
import json
users = [open_live(name) for name in ("anna", "bert", "carla")]
for number in range(6):
    for user in users:
        ask(user, json.dumps({"type": "heartbeat", "n": number}))
    time.sleep(2)
for user in users:
    user.close()
PY
keep
