#!/bin/bash
# Anna's page never says anything after its greeting: nginx cuts it after 5 s, it connects again, six times over. Bert's page talks.
. "$(dirname "$0")/../recording.sh"
. "$software/street.sh"
. "$software/live_street.sh"

record proxy any tcp
visitors <<PY
from live import *
import time
bert = open_live("bert")


def talk():
    for number in range(14):
        ask(bert, f"bert {number}")
        time.sleep(2.5)
    bert.close()


def be_silent():
    for number in range(6):
        anna = open_live("anna")
        ask(anna, f"hello {number}")
        assert listen_until_cut(anna) is not None
        time.sleep(0.5)


from browser import at_once
at_once(talk, be_silent)
PY
keep
