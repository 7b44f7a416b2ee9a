"""Sends a second request into a keep-alive connection when the server is just closing it; asks again on a new one."""

import http.client
import sys
import time

# The server counts its 5 s from its answer, which is here 50 ms later; the request needs 50 ms to get there.
PAUSES = (4.93, 4.94, 4.95)


def ask(connection):
    connection.request("GET", "/cart")
    return connection.getresponse().read()


for pause in PAUSES:
    connection = http.client.HTTPConnection(sys.argv[1])
    print(ask(connection))
    time.sleep(pause)
    try:
        print(ask(connection))
    except (OSError, http.client.HTTPException) as error:
        print(pause, repr(error))
        connection.close()
        connection = http.client.HTTPConnection(sys.argv[1])
        print(ask(connection))
    connection.close()
