"""Run as a program: a parent that has a child at work and tells who is who, until somebody kills it."""

import os
import sys
from pathlib import Path

from partwright.cad.sandbox import ForkServer


def main() -> None:
    with ForkServer("tests.cad.sandbox.entries:run") as server:
        server.start()

        def tell(_stage: str) -> None:
            sys.stdout.write(f"{server.server_pid} {os.getpid()}\n")
            sys.stdout.flush()

        server.run(Path(__file__), request={"does": "hang"}, on_stage=tell)


if __name__ == "__main__":
    main()
