#!/bin/bash
# A Node server is told to stop (SIGTERM): it says GOAWAY with the last stream it has finished, and ends the connection, although three later
# streams had come in already. Their answers never come. Afterwards another server is there.
. "$(dirname "$0")/../recording.sh"
. "$software/h2_street.sh"
need node nodejs
start proxy node "$scenario/reports.js" 10.20.0.2
server=$started
wait_for_port proxy 80

record clients to-proxy tcp
visitors_node <<'JS' &
const anna = new Visitor('anna', '10.20.0.11');
await anna.expect(200, 'GET', '/report?seconds=0.1');
await anna.expect(200, 'GET', '/report?seconds=0.1');
const lost = await Promise.all([1, 2, 3].map(number => anna.ask('GET', `/report?seconds=3&number=${number}`)));
if (lost.some(answer => answer.status)) throw new Error('a report came through');
await pause(1);
await anna.expect(200, 'GET', '/report?seconds=0.1');
anna.leave();
JS
visitors=$!
sleep 2
kill -TERM "$server"
wait_for_end "$server"
start proxy node "$scenario/reports.js" 10.20.0.2
wait "$visitors"
keep
