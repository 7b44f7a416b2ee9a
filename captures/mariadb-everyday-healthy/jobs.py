"""What programs other than the shop do with its database."""

import threading
import time

import pymysql
from pymysql.constants import CLIENT, COMMAND


def connect(**more):
    return pymysql.connect(host="10.20.2.3", user="shop", password="secret-of-the-shop", database="shop", **more)


def expected_errors(cursor):
    cursor.execute("CREATE TABLE customers (name VARCHAR(40) UNIQUE, city TEXT)")
    for name in ("anna", "bert", "anna"):
        try:
            cursor.execute("INSERT INTO customers VALUES (%s, 'Ulm')", (name,))
        except pymysql.IntegrityError as error:                         # 1062
            print(error)
    cursor.connection.commit()
    try:
        cursor.execute("SELECT nothing FROM no_such_table")             # 1146
    except pymysql.ProgrammingError as error:
        print(error)
    cursor.connection.rollback()


def killed_query(connection, cursor):
    """Of a query, not of its session."""
    def kill():
        with connect() as other, other.cursor() as helper:
            helper.execute(f"KILL QUERY {connection.thread_id()}")
    threading.Timer(0.3, kill).start()
    try:
        cursor.execute("SELECT count(*) FROM customers a, customers b WHERE SLEEP(5) = 0")     # 1317
    except pymysql.OperationalError as error:
        print(error)


def bulk(cursor):
    with open("customers.txt", "w") as file:
        file.writelines(f"customer {number}\tBonn\n" for number in range(40))
    cursor.execute("LOAD DATA LOCAL INFILE 'customers.txt' INTO TABLE customers")
    cursor.connection.commit()
    cursor.execute("SELECT name FROM customers ORDER BY name; SELECT count(*) FROM customers; SET @done = 1")
    while True:
        print(len(cursor.fetchall()))
        if not cursor.nextset():
            break


def command(connection, number, words=b""):
    """A command that the driver has no name for; its answer is OK or a packet of another kind."""
    connection._execute_command(number, words)
    return connection._read_packet()


idle = connect(autocommit=True)
with connect(client_flag=CLIENT.MULTI_STATEMENTS, local_infile=True) as connection, connection.cursor() as cursor:
    expected_errors(cursor)
    killed_query(connection, cursor)
    bulk(cursor)
    connection.ping(reconnect=False)
    connection.select_db("information_schema")
    connection.select_db("shop")
    print(command(connection, 0x1F).is_ok_packet(), "COM_RESET_CONNECTION")
    print(command(connection, COMMAND.COM_STATISTICS)._data[:20])
    statement = command(connection, COMMAND.COM_STMT_PREPARE, b"SELECT count(*) FROM customers")
    number = statement._data[1:5]
    for _ in range(2):                          # the column, and its end
        connection._read_packet()
    for _ in range(2):
        connection._execute_command(COMMAND.COM_STMT_EXECUTE, number + b"\0\1\0\0\0")
        for _ in range(5):                      # count, column, end, row, end
            connection._read_packet()
    connection._execute_command(COMMAND.COM_STMT_CLOSE, number)         # not answered
    connection.ping(reconnect=False)
time.sleep(1.5)
with idle.cursor() as cursor:
    cursor.execute("SELECT 1")
idle.close()
