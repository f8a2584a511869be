"""A real server with its worker, a real browser, and parts built in code, for walks through the site."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.shapes import solids
from tests.web.conditions import becomes

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "src/partwright/web/site/static/built/site.css"
AXE = ROOT / "node_modules/axe-core/axe.min.js"
PARTWRIGHT = [sys.executable, "-c", "from partwright.cli.main import main; main()"]
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--enable-unsafe-swiftshader",
]
PATIENCE_MS = 30_000  # a slow machine that does other things may take long; nothing here waits without need
WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 390, "height": 844}

NewPage = Callable[..., Page]


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the site, with the outbox of its mail."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def site(data: Path) -> Iterator[str]:
    """The address of `partwright serve`, in its own process on its own data."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [*PARTWRIGHT, "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=environment_of(data), stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    assert "Partwright is at" in server.stdout.readline()
    assert becomes(lambda: _listens(port))  # the line is there before the application is loaded
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait(timeout=30)
    server.stdout.close()


def environment_of(data: Path) -> dict[str, str]:
    """The environment of a command that works on the site's data."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PARTWRIGHT_")}
    return environment | {
        "PARTWRIGHT_DATA_DIR": str(data),
        "PARTWRIGHT_UPLOADS_PER_HOUR_ADDRESS": "10000",
        "PYTHONUNBUFFERED": "1",
    }


@pytest.fixture
def invite_staff(site: str, data: Path) -> Callable[[str], str]:
    """`invite_staff("sam@example.org")` is the path of an invitation into the shop's staff, as `sales`."""

    def invite(email: str) -> str:
        command = [*PARTWRIGHT, "invite", "--staff", email]
        environment = environment_of(data)
        told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        return urlsplit(told.stdout.strip()).path

    return invite


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="session")
def chromium(require: Callable[..., None]) -> Iterator[Browser]:
    """Debian's Chromium."""
    program = shutil.which("chromium")
    require("chromium", present=program is not None, how="apt-get install chromium")
    require("chromium", present=BUILT.exists(), how="the site's styles and scripts are not built: make setup")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Browser, site: str) -> Iterator[NewPage]:
    """`new_page(viewport=NARROW, …)` opens a browser that nobody knows; no page may ask any other host for anything."""
    contexts: list[BrowserContext] = []
    strangers: list[str] = []
    faults: list[str] = []

    def open_page(**options: object) -> Page:
        context = chromium.new_context(base_url=site, **({"viewport": WIDE} | options))  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: strangers.append(request.url) if not request.url.startswith(site) else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if "Content Security" in message.text else None)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [url for url in strangers if not url.startswith(("data:", "blob:"))] == []
    assert faults == []


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """CAD files by name: good ones of several kinds and one that is broken."""
    folder = tmp_path_factory.mktemp("files")
    plate = solids.step_bytes(solids.plate_with_pocket())
    contents = {
        "plate.step": plate,
        "bracket.step": solids.step_bytes(solids.bracket()),
        # a pocket with sharp corners and a deep thin hole: findings in every process
        "sharp.step": solids.step_bytes(
            solids.cut(
                solids.box(60, 40, 30),
                solids.box(30, 20, 20, at=(15, 10, 10)),
                solids.cylinder(0.6, 40, at=(5, 5, -5)),
            )
        ),
        "broken.step": plate[: len(plate) // 3],
        "block.stl": ascii_stl(40.0, 30.0, 20.0),
        "huge.step": solids.step_bytes(solids.box(4000, 3000, 2500)),
    } | {f"block-{number}.stl": ascii_stl(40.0 + number, 30.0, 20.0) for number in range(8)}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in contents}


def ascii_stl(x: float, y: float, z: float) -> bytes:
    """A block as an ASCII STL, a format without units."""
    corners = [((n & 1) * x, (n >> 1 & 1) * y, (n >> 2 & 1) * z) for n in range(8)]
    quads = [(0, 4, 6, 2), (1, 3, 7, 5), (0, 1, 5, 4), (2, 6, 7, 3), (0, 2, 3, 1), (4, 5, 7, 6)]
    lines = ["solid block"]
    for a, b, c, d in quads:
        for triangle in ((a, b, c), (a, c, d)):
            lines += ["facet normal 0 0 0", "outer loop"]
            lines += ["vertex {:.3f} {:.3f} {:.3f}".format(*corners[corner]) for corner in triangle]
            lines += ["endloop", "endfacet"]
    return "\n".join([*lines, "endsolid block", ""]).encode()
