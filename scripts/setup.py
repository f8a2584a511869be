#!/usr/bin/env python3
"""Make this clone ready to run: system packages, virtual environment, Node, built assets.

Needs nothing but Python's standard library. Each step leaves a stamp with the digest of what it was made from and is
skipped while that has not changed, so a second call takes a blink.

usage: setup.py [--dev]
"""

import argparse
import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMPS = VENV / "stamps"
ASSETS = ROOT / "src/partwright/web/site/assets"
BUILT = ROOT / "src/partwright/web/site/static/built"
OLDEST_NODE = 18  # esbuild's own minimum


def main() -> None:
    parser = argparse.ArgumentParser(description="Make this clone ready to run.")
    parser.add_argument("--dev", action="store_true", help="also what tests and checks need")
    wanted = "dev" if parser.parse_args().dev else "runtime"
    if sys.version_info < (3, 11):
        stop("Partwright needs Python 3.11 or newer.")
    install_system_packages()
    make_virtual_environment(wanted)
    build_assets()


def install_system_packages() -> None:
    """Install what apt can give where it may; else stop with the line to type."""
    missing = missing_system_packages()
    if not missing:
        return
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    line = f"sudo apt-get update && sudo {' '.join(command)}"
    if shutil.which("apt-get") is None:
        stop(f"These are missing: {', '.join(missing)} (Debian's names). Install them and start again.")
    prefix = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    if prefix and (shutil.which("sudo") is None or subprocess.run([*prefix, "true"], check=False).returncode):
        stop(f"Some system packages are missing. Type this line, then start again:\n\n    {line}\n")
    say(f"installing {', '.join(missing)} by apt")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["apt-get", "update", "--quiet=2"], [*command, "--quiet=2"]):
        if subprocess.run([*prefix, *step], check=False, env=environment).returncode:
            stop(f"apt could not install them. Type this line, then start again:\n\n    {line}\n")


def missing_system_packages() -> list[str]:
    """Debian packages whose files are not here: OpenCASCADE wants libGL and libX11 even without a screen."""
    missing = []
    if importlib.util.find_spec("ensurepip") is None:
        missing.append("python3-venv")
    for library, package in {"libGL.so.1": "libgl1", "libX11.so.6": "libx11-6"}.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def make_virtual_environment(wanted: str) -> None:
    """Create .venv and install the locked requirements of a kind (`runtime` or `dev`, which holds both)."""
    if not (VENV / "bin/python").exists():
        say("making .venv")
        run([sys.executable, "-m", "venv", str(VENV)])
    locks = [ROOT / "requirements" / f"{name}.txt" for name in (wanted, "build")]
    if not (wanted == "runtime" and stamped("requirements-dev", digest([locks[0].with_name("dev.txt"), locks[1]]))):
        once(f"requirements-{wanted}", digest(locks), lambda: install(locks, f"installing the {wanted} requirements"))
    project = ROOT / "pyproject.toml"
    editable = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    once("project", digest([project]), lambda: run([*pip(), "install", "--quiet", *editable]))


def build_assets() -> None:
    """Bundle styles and scripts; Node comes from the system or from its Python wheel."""
    sources = [path for path in ASSETS.rglob("*") if path.is_file()]
    settings = [ROOT / "package.json", ROOT / "package-lock.json"]
    made_from = digest([*settings, *sources])
    if stamped("assets", made_from) and BUILT.is_dir():
        return
    environment = environment_with_node()
    npm = shutil.which("npm", path=environment["PATH"])
    if npm is None:
        stop("npm was not found beside node: install both, or neither.")
    if not (ROOT / "node_modules").is_dir() or not stamped("node_modules", digest(settings)):
        say("installing the JavaScript packages")
        run([npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], environment)
        stamp("node_modules", digest(settings))
    say("building styles and scripts")
    run([npm, "run", "build", "--silent"], environment)
    stamp("assets", made_from)


def environment_with_node() -> dict[str, str]:
    """The environment with a node that is new enough on its path."""
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    for found in (os.environ.get("PATH", os.defpath), path):
        node = shutil.which("node", path=found)
        if node and shutil.which("npm", path=found):
            version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
            if int(version.lstrip("v").split(".")[0] or 0) >= OLDEST_NODE:
                return {**os.environ, "PATH": found}
    lock = ROOT / "requirements/node.txt"
    once("node", digest([lock]), lambda: install([lock], "installing Node from its Python wheel"))
    return {**os.environ, "PATH": path}


def install(locks: Iterable[Path], what: str) -> None:
    say(what)
    wanted = [argument for lock in locks for argument in ("--requirement", str(lock))]
    run([*pip(), "install", "--quiet", "--require-hashes", *wanted])


def pip() -> list[str]:
    return [str(VENV / "bin/python"), "-m", "pip", "--disable-pip-version-check"]


def run(command: list[str], environment: dict[str, str] | None = None) -> None:
    result = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    if result.returncode:
        stop(f"This failed: {' '.join(command)}")


def once(name: str, made_from: str, step: Callable[[], None]) -> None:
    if not stamped(name, made_from):
        step()
        stamp(name, made_from)


def stamped(name: str, made_from: str) -> bool:
    file = STAMPS / name
    return file.exists() and file.read_text() == made_from


def stamp(name: str, made_from: str) -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(made_from)


def digest(files: Iterable[Path]) -> str:
    """Digest of the names and contents of files that exist."""
    total = hashlib.sha256()
    for file in sorted(files):
        if file.exists():
            total.update(f"{file.relative_to(ROOT)}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def say(what: str) -> None:
    sys.stderr.write(f"setup: {what} …\n")


def stop(why: str) -> None:
    raise SystemExit(f"setup: {why}")


if __name__ == "__main__":
    main()
