#!/bin/bash
# A nightly job is killed in the middle of its transaction, as the kernel does when memory runs out: its connection ends, and what it
# had written is rolled back. It runs again and does it all once more.
. "$(dirname "$0")/../recording.sh"
. "$software/database_street.sh"
postgresql
need_python psycopg "psycopg[binary]"

record app any tcp
start app python3 "$scenario/nightly_job.py" 0.2
sleep 2.5
kill -KILL "$started"
sleep 1
on app python3 "$scenario/nightly_job.py" 0.02 >>client.log
keep
