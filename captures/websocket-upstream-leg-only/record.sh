#!/bin/bash
# The 5 s cut of nginx, seen on the upstream leg only; two silent clients, each twice. The third talks.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
. "$software/live_street.sh"

record proxy to-a tcp
visitors <<PY
from live import *
import time
from browser import at_once


def talk():
    bert = open_live("bert")
    for number in range(5):
        ask(bert, f"bert {number}")
        time.sleep(2.5)
    bert.close()


def be_silent(user):
    for number in range(2):
        live = open_live(user)
        ask(live, f"hello {number}")
        assert listen_until_cut(live) is not None
        time.sleep(0.5)


at_once(talk, lambda: be_silent("anna"), lambda: be_silent("carla"))
PY
keep
