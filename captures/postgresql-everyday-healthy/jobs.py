"""What programs other than the shop do with its database."""

import threading
import time

import psycopg

DATABASE = "host=10.20.2.3 dbname=shop user=shop password=secret-of-the-shop application_name=jobs"


def expected_errors(connection):
    connection.execute("CREATE TABLE customers (name text UNIQUE, city text)")
    connection.execute("DO $$ BEGIN RAISE NOTICE 'customers are there'; END $$")
    connection.execute("DROP TABLE IF EXISTS no_such_table")            # a notice
    connection.commit()
    for name in ("anna", "bert", "anna"):
        try:
            with connection.transaction():
                connection.execute("INSERT INTO customers VALUES (%s, 'Ulm')", (name,))
        except psycopg.errors.UniqueViolation as error:                 # 23505, rolled back and gone on
            print(error)
    connection.commit()


def stopped_statements(connection):
    connection.execute("SET statement_timeout = 200")
    try:
        connection.execute("SELECT pg_sleep(2)")
    except psycopg.errors.QueryCanceled as error:                       # 57014 by the clock
        print(error)
    connection.rollback()
    threading.Timer(0.3, connection.cancel).start()                     # 57014 by a CancelRequest
    try:
        connection.execute("SELECT pg_sleep(2)")
    except psycopg.errors.QueryCanceled as error:
        print(error)
    connection.rollback()


def bulk(connection):
    with connection.cursor() as cursor:
        with cursor.copy("COPY customers FROM STDIN") as copy:
            for number in range(40):
                copy.write_row((f"customer {number}", "Ulm"))
        with cursor.copy("COPY customers TO STDOUT") as copy:
            print(sum(1 for _ in copy), "blocks")
    with connection.cursor("slowly") as cursor:
        cursor.itersize = 10
        cursor.execute("SELECT name FROM customers ORDER BY name")
        print(sum(1 for _ in cursor))
    connection.commit()
    for number in range(8):                                             # prepared after five
        connection.execute("SELECT city FROM customers WHERE name = %s", (f"customer {number}",))
    connection.commit()
    connection.isolation_level = psycopg.IsolationLevel.SERIALIZABLE
    with connection.pipeline():
        for number in range(5):
            connection.execute("UPDATE customers SET city = 'Bonn' WHERE name = %s", (f"customer {number}",))
    connection.commit()


def news():
    with psycopg.connect(DATABASE, autocommit=True) as connection:
        connection.execute("LISTEN prices")
        for notification in connection.notifies(timeout=3, stop_after=2):
            print(notification.payload)


listener = threading.Thread(target=news)
listener.start()
idle = psycopg.connect(DATABASE, autocommit=True)
with psycopg.connect(DATABASE) as connection:
    expected_errors(connection)
    stopped_statements(connection)
    bulk(connection)
    for price in ("17", "18"):
        connection.execute("SELECT pg_notify('prices', %s)", (price,))
        connection.commit()
listener.join()
time.sleep(1)
idle.execute("SELECT 1")
idle.close()
