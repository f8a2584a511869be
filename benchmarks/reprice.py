"""How much dearer re-pricing a line is than answering anything, over the site's whole middleware.

- table: GET prices/, the full table of quantities and lead times for a changed configuration, as JSON
- page: POST configure/, what the page sends at a click: stores the change and answers with the page's part, table,
  breakdown, findings and forms
- empty: a view of nothing that asks the database nothing

All in one process, in turns, over everything that milling offers. No quantity comes twice, so that no answer is
remembered. A process remembers the plan of a part for each material, finish and tolerance, so both requests are timed
when nothing of the part is remembered ("cold") and when its specification is known ("again"). Prints medians and
ratios; the bar is on the table, cold and again alike.
"""

import argparse
import itertools
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

BAR = 8.0
WARM_UP = 20


def prepare(folder: Path) -> None:
    """Sets Django up in a folder of its own, with an empty view beside the site's."""
    os.environ["PARTWRIGHT_DATA_DIR"] = str(folder)
    os.environ["PARTWRIGHT_HOSTS"] = "testserver"
    os.environ["PARTWRIGHT_LOG_LEVEL"] = "WARNING"
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


def example() -> bytes:
    """A STEP file: a plate with a pocket and four holes."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.shapes.solids import box, cut, cylinder, step_bytes

    holes = [cylinder(3.3, 20.0, at=(x, y, 0.0)) for x in (10.0, 90.0) for y in (8.0, 52.0)]
    return step_bytes(cut(box(100.0, 60.0, 20.0), box(60.0, 30.0, 10.0, at=(20.0, 15.0, 10.0)), *holes))


def upload(client: "Client", content: bytes, name: str) -> str:  # noqa: F821 -- Django's, importable once it is set up
    """Uploads and analyzes a file; the address of its line."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from partwright.web.jobs.worker import do_all
    from partwright.web.quoting.models import QuoteLine

    client.post("/upload/", {"file": SimpleUploadedFile(name, content)})
    do_all()
    line = QuoteLine.objects.select_related("quote").get(part__name=name)
    return f"/q/{line.quote.token}/lines/{line.id}/configure/"


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


def timed(request: Callable[[], object]) -> float:
    start = time.perf_counter()
    request()
    return 1000 * (time.perf_counter() - start)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, help="CAD files; a plate with pocket and holes if none")
    parser.add_argument("--requests", type=int, default=200, help="of each kind, for each file")
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="partwright-bench-"))
    try:
        prepare(folder)
        from django.test import Client

        from partwright.web.quoting.prices import forget_bodies

        worst = 0.0
        files = [(file.name, file.read_bytes()) for file in arguments.files] or [("plate.step", example())]
        for name, content in files:
            client = Client(headers={"hx-request": "true"})
            address = upload(client, content, name)
            table = address.replace("configure/", "prices/")
            wishes = changes()
            get = partial(client.get, table)
            post = partial(client.post, address)
            times: dict[str, list[float]] = defaultdict(list)
            for number in range(arguments.requests + WARM_UP):
                taken = {"empty": timed(lambda: client.get("/empty/"))}  # noqa: B023 -- called at once
                for kind, request in (("table", get), ("page", post)):
                    forget_bodies()
                    wish = next(wishes)
                    taken[f"{kind} cold"] = timed(lambda: require_price(request(wish)))  # noqa: B023
                    wish = wish | {"quantity": next(wishes)["quantity"]}
                    taken[f"{kind} again"] = timed(lambda: require_price(request(wish)))  # noqa: B023
                if number >= WARM_UP:
                    for kind, milliseconds in taken.items():
                        times[kind].append(milliseconds)
            medians = {kind: statistics.median(taken) for kind, taken in times.items()}
            for kind, median in medians.items():
                print(f"{name}: {kind} {median:.2f} ms, ratio {median / medians['empty']:.1f}")
            worst = max(worst, *(medians[kind] / medians["empty"] for kind in ("table cold", "table again")))
        print(f"worst ratio of the table {worst:.1f} (bar {BAR:g})")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return int(worst > BAR)


def require_price(response: "HttpResponse") -> None:  # noqa: F821 -- as above
    """Fails if a request was not answered with a price."""
    if response.status_code != 200 or (b"EUR" not in response.content and "€".encode() not in response.content):
        raise AssertionError(f"no price came: {response.status_code} {response.content[:500]!r}")


if __name__ == "__main__":
    sys.exit(main())
