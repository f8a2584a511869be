"""How much dearer re-pricing a line is than answering anything, over the site's whole middleware.

Every way to re-price, with the full table of quantities and lead times where the way has one:

- page: POST configure/, what the page sends at a click; stores the change, answers with all that the eye goes to
- table: GET prices/, the same as JSON, for who has not decided yet
- api: POST /api/v1/parts/…/quote with one process and every quantity of the table, each price with all of its lines
- empty: a view of nothing that asks the database nothing

All in one process, in turns, over everything that milling offers; the part is known, as to whoever looks at it. Each
way is timed with a specification that was not priced before ("cold") and with the same one and a new quantity
("again").
Prints medians and ratios for each part; the bar is on the worst median of all parts.

usage: reprice.py [FILE | FOLDER …] [--requests N]      without any, parts are generated
"""

import argparse
import itertools
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

BAR = 8.0
WARM_UP = 20
FORM = "application/x-www-form-urlencoded"
READ = {".step", ".stp", ".p21", ".iges", ".igs", ".brep", ".brp"}


def prepare(folder: Path) -> None:
    """Sets Django up in a folder of its own, with an empty view beside the site's."""
    os.environ["PARTWRIGHT_DATA_DIR"] = str(folder)
    os.environ["PARTWRIGHT_HOSTS"] = "testserver"
    os.environ["PARTWRIGHT_LOG_LEVEL"] = "WARNING"
    os.environ["PARTWRIGHT_UPLOADS_PER_HOUR_ADDRESS"] = "10000"
    os.environ["DJANGO_SETTINGS_MODULE"] = "partwright.web.site.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)

    from django.http import HttpRequest, HttpResponse
    from django.urls import path

    from partwright.web.site import urls

    def empty(_request: HttpRequest) -> HttpResponse:
        return HttpResponse("")

    urls.urlpatterns.append(path("empty/", empty))


def examples() -> Iterator[tuple[str, bytes]]:
    """STEP files: a block, a plate with pocket and holes, a bracket, a lopsided part, a plate of forty holes."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.shapes import solids

    grid = [
        solids.cylinder(1.5 + 0.1 * row, 12.0, at=(12.0 * column + 8.0, 12.0 * row + 8.0, 0.0))
        for column in range(10)
        for row in range(4)
    ]
    yield "block.step", solids.step_bytes(solids.box(40.0, 30.0, 20.0))
    yield "plate.step", solids.step_bytes(solids.plate_with_pocket())
    yield "bracket.step", solids.step_bytes(solids.bracket())
    yield "lopsided.step", solids.step_bytes(solids.lopsided())
    yield "holes.step", solids.step_bytes(solids.cut(solids.box(128.0, 52.0, 12.0), *grid))


def example() -> bytes:
    """The STEP file of the plate."""
    return dict(examples())["plate.step"]


def files_of(paths: list[Path]) -> Iterator[tuple[str, bytes]]:
    """The CAD files named, and those in the folders named."""
    for path in paths:
        for file in sorted(path.iterdir()) if path.is_dir() else [path]:
            if file.suffix.lower() in READ or not path.is_dir():
                yield file.name, file.read_bytes()


def upload(client: "Client", content: bytes, name: str) -> str:  # noqa: F821 -- Django's, importable once it is set up
    """Uploads and analyzes a file; the address of its first line's configuration, "" where it has no price."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from partwright.web.jobs.worker import do_all
    from partwright.web.quoting.models import QuoteLine

    client.post("/upload/", {"file": SimpleUploadedFile(name, content)})
    do_all()
    line = QuoteLine.objects.select_related("quote").filter(part__name=name, body__isnull=False).first()
    return f"/q/{line.quote.token}/lines/{line.id}/configure/" if line else ""


def changes() -> Iterator[dict[str, str]]:
    """Configurations over everything milling offers, again and again; no quantity comes twice."""
    from partwright.manufacturing.specification import LeadTime, ProcessId
    from partwright.web.quoting.catalog import finishes_on, offered

    catalog = offered()[ProcessId.CNC_MILLING]
    lead_times = itertools.cycle(LeadTime)
    quantities = itertools.count(2)
    while True:
        for tolerance, material in itertools.product(catalog.tolerances, catalog.materials):
            for finish in finishes_on(catalog, material.id):
                yield {
                    "process": catalog.id,
                    "material": material.id,
                    "finish": finish.id,
                    "tolerance": tolerance.id,
                    "lead_time": next(lead_times),
                    "quantity": str(next(quantities)),
                }


Wish = dict[str, str]


def ways(client: "Client", address: str) -> dict[str, Callable[[Wish], "HttpResponse"]]:  # noqa: F821 -- as above
    """Every way to re-price the line whose configuration has this address."""
    from partwright.web.quoting.models import QuoteLine
    from partwright.web.quoting.selectors import TABLE_QUANTITIES

    line_id = address.split("/")[-3]
    quote = f"/api/v1/parts/{QuoteLine.objects.get(id=line_id).part_id}/quote"
    quantities = ",".join(map(str, TABLE_QUANTITIES))

    def api(wish: Wish) -> "HttpResponse":  # noqa: F821 -- as above
        body = wish | {"quantity": f"{quantities},{wish['quantity']}"}
        return client.post(quote, json.dumps(body), content_type="application/json")

    return {
        "page": lambda wish: client.post(address, urlencode(wish), content_type=FORM, headers={"HX-Request": "true"}),
        "table": lambda wish: client.get(address.replace("configure/", "prices/"), wish),
        "api": api,
    }


def measure(client: "Client", address: str, *, requests: int) -> dict[str, float]:  # noqa: F821 -- as above
    """The median of each way in milliseconds, and of the empty view; none for a part that milling cannot price."""
    from partwright.web.quoting.prices import forget_offers

    wishes = changes()
    asked = ways(client, address)
    if not is_price(asked["page"](next(wishes))):
        return {}
    times: dict[str, list[float]] = defaultdict(list)
    for number in range(requests + WARM_UP):
        taken = {"empty": timed(lambda: client.get("/empty/"))[0]}
        for way, request in asked.items():
            forget_offers()
            wish = next(wishes)
            for kind in ("cold", "again"):
                taken[f"{way} {kind}"], response = timed(lambda: request(wish))  # noqa: B023 -- called at once
                if not is_price(response):
                    raise AssertionError(f"no price came: {response.status_code} {response.content[:500]!r}")
                wish = wish | {"quantity": next(wishes)["quantity"]}
        if number >= WARM_UP:
            for kind, milliseconds in taken.items():
                times[kind].append(milliseconds)
    return {kind: statistics.median(taken) for kind, taken in times.items()}


def timed(request: Callable[[], "HttpResponse"]) -> tuple[float, "HttpResponse"]:  # noqa: F821 -- as above
    start = time.perf_counter()
    response = request()
    return 1000 * (time.perf_counter() - start), response


def is_price(response: "HttpResponse") -> bool:  # noqa: F821 -- as above
    return response.status_code == 200 and any(
        sign in response.content for sign in (b'"total"', b'class="price-total"')
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path, help="CAD files and folders of them; generated ones if none")
    parser.add_argument("--requests", type=int, default=100, help="of each kind, for each file")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="partwright-bench-"))
    worst: dict[str, float] = defaultdict(float)
    try:
        prepare(folder)
        from django.test import Client

        for name, content in files_of(arguments.paths) if arguments.paths else examples():
            client = Client()
            address = upload(client, content, name)
            medians = measure(client, address, requests=arguments.requests) if address else {}
            if not medians:
                print(f"{name}: no price by milling")
                continue
            empty = medians.pop("empty")
            ratios = {kind: median / empty for kind, median in medians.items()}
            print(
                f"{name}: empty {empty:.2f} ms, " + ", ".join(f"{kind} {ratio:.1f}" for kind, ratio in ratios.items())
            )
            worst |= {kind: max(worst[kind], ratio) for kind, ratio in ratios.items()}
        print("worst: " + ", ".join(f"{kind} {ratio:.1f}" for kind, ratio in worst.items()) + f" (bar {BAR:g})")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return int(max(worst.values(), default=0.0) > BAR)


if __name__ == "__main__":
    sys.exit(main())
