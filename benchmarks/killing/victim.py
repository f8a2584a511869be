"""The shop as processes that are killed. Started once, it forks one for every order that it reads, a line of JSON each:

{"act": "prepare", "facts": PATH}    a shop, its people, frozen prices
{"act": "serve"}                     website and API, at the address of PARTWRIGHT_URL
{"act": "work", "later_min": 0}      all jobs that wait, as if it were so many minutes later

{"act": "warm up"}                   nothing, for what is forked later to begin faster

`label` and `number` tell after which write the process kills itself (see `counting`), `heard` names a file to which it
writes the label of each. Answers `started PID`, and `ended STATUS` when that process is gone.
"""

import datetime as dt
import importlib
import json
import os
import socket
import sys
import traceback
from pathlib import Path
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

os.environ["DJANGO_SETTINGS_MODULE"] = "partwright.web.site.settings"

import time_machine
from django.db import connections
from django.test import Client

from killing.preparing import prepare
from partwright.web.jobs import services as jobs
from partwright.web.jobs.worker import do_all
from partwright.web.payments.tasks import queue_payment_checks
from partwright.web.site.wsgi import application


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Says nothing."""


def warm_up() -> None:
    """Loads in this process what every other one would load for itself: libraries, tables, templates."""
    importlib.import_module("stripe")
    browser = Client(headers={"host": urlsplit(os.environ["PARTWRIGHT_URL"]).netloc})
    for address in ("/", "/terms/", "/account/login/"):
        browser.get(address)
    connections.close_all()


def serve(listener: socket.socket) -> None:
    """Answers requests until it is killed."""
    server = WSGIServer(listener.getsockname()[:2], _Quiet, bind_and_activate=False)
    server.socket.close()
    server.socket = listener
    server.server_name, server.server_port = listener.getsockname()[:2]
    server.setup_environ()
    server.set_app(application)
    server.serve_forever()


def work(later_min: int) -> None:
    """Does what waits, also what dead workers left."""
    if not later_min:
        do_all()
        return
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=later_min)):
        jobs.sweep()
        queue_payment_checks()
        do_all()


def run(order: dict, listener: socket.socket) -> None:
    """One process's life."""
    if order["act"] == "prepare":
        Path(order["facts"]).write_text(json.dumps(prepare()), "utf-8")
        return
    from killing.counting import Counting

    log = os.open(order.get("heard") or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    counting = Counting(
        lambda label: os.write(log, f"{label}\n".encode()), order.get("label", ""), order.get("number", 0)
    )
    counting.install()
    if order["act"] == "serve":
        serve(listener)
    else:
        work(order["later_min"])


def main() -> None:
    """Reads orders until there are no more."""
    address = urlsplit(os.environ["PARTWRIGHT_URL"])
    listener = socket.create_server((address.hostname or "", address.port or 0), backlog=128)
    for line in sys.stdin:
        if json.loads(line)["act"] == "warm up":
            warm_up()
            continue
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                run(json.loads(line), listener)
                status = 0
            except Exception:  # noqa: BLE001 -- told, and the process ends
                traceback.print_exc()
            finally:
                os._exit(status)  # nothing of the parent is tidied up
        print(f"started {pid}", flush=True)
        print(f"ended {os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}", flush=True)


if __name__ == "__main__":
    main()
