"""Downloads, and has something else to do for 8 s in the middle: slow_reader.py HOST"""

import http.client
import sys
import time

connection = http.client.HTTPConnection(sys.argv[1])
connection.request("GET", "/download")
answer = connection.getresponse()
print(len(answer.read(20_000)))
time.sleep(8)
print(len(answer.read()))
connection.close()
