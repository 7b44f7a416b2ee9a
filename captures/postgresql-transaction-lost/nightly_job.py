"""Books twenty orders in one transaction, each taking its time: nightly_job.py SECONDS"""

import sys
import time

import psycopg

with psycopg.connect("host=10.20.2.3 dbname=shop user=shop password=secret-of-the-shop") as connection:
    for number in range(20):
        connection.execute("INSERT INTO orders (item) VALUES (%s)", (f"invoice {number}",))
        time.sleep(float(sys.argv[1]))
    print(connection.execute("SELECT count(*) FROM orders").fetchone())
