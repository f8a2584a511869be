"""Compile one file of locked requirements, with hashes and without any index address.

usage: lock.py runtime | dev | build | node
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = {
    "runtime": ["pyproject.toml"],
    "dev": ["pyproject.toml", "--extra=dev"],
    "build": ["requirements/build.in"],
    "node": ["requirements/node.in"],
}


def main() -> None:
    name = sys.argv[1]
    silent = ["--no-emit-index-url", "--no-emit-find-links", "--quiet"]
    shape = ["--generate-hashes", "--universal", "--python-version=3.11", "--custom-compile-command=make lock"]
    output = f"--output-file=requirements/{name}.txt"
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "pip", "compile", *SOURCES[name], *shape, *silent, output], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
