"""A shop that keeps its orders in a database, with SQLAlchemy's pool of connections: database_shop.py HOST:PORT KIND [OPTION...]

GET /orders reads. POST /orders opens a transaction, writes, waits `pay` seconds for the payment, and commits; with pay_first it
waits before the transaction. GET /report keeps a connection busy for `seconds`.
"""

import argparse
import time

from flask import Flask, jsonify, request
import sqlalchemy
from sqlalchemy import text
import waitress

parser = argparse.ArgumentParser()
parser.add_argument("listen")
parser.add_argument("kind", choices=["postgresql", "mariadb"])
parser.add_argument("--server", default="10.20.2.3")
parser.add_argument("--password", default="secret-of-the-shop")
parser.add_argument("--pool", type=int, default=1, help="connections at most")
parser.add_argument("--pre-ping", action="store_true", help="try a connection before it is used")
parser.add_argument("--recycle", type=int, default=-1, help="seconds after which a connection is replaced before it is used")
parser.add_argument("--connect", action="append", default=[], metavar="NAME=NUMBER", help="for the driver")
options = parser.parse_args()

driver = {"postgresql": "postgresql+psycopg", "mariadb": "mariadb+pymysql"}[options.kind]
engine = sqlalchemy.create_engine(
    f"{driver}://shop:{options.password}@{options.server}/shop", pool_size=options.pool, max_overflow=0, pool_timeout=10,
    pool_pre_ping=options.pre_ping, pool_recycle=options.recycle,
    connect_args={name: int(number) for name, number in (pair.split("=") for pair in options.connect)})
app = Flask(__name__)


@app.get("/orders")
def orders():
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT number, item FROM orders ORDER BY number DESC LIMIT 10"))
        return jsonify(orders=[row.item for row in rows])


@app.post("/orders")
def order():
    time.sleep(float(request.form.get("pay_first", 0)))
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO orders (item) VALUES (:item)"), {"item": request.form.get("item", "lamp")})
        time.sleep(float(request.form.get("pay", 0)))
    return jsonify(ordered=True), 201


@app.get("/report")
def report():
    sleep = {"postgresql": "pg_sleep", "mariadb": "SLEEP"}[options.kind]
    with engine.connect() as connection:
        connection.execute(text(f"SELECT {sleep}(:seconds)"), {"seconds": float(request.args["seconds"])})
        return jsonify(count=connection.execute(text("SELECT count(*) FROM orders")).scalar())


waitress.serve(app, listen=options.listen, ident="waitress", threads=12)
