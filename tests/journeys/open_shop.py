"""A shop that sells: its site, a mail server, a double of Stripe, and its owner, each in a life of its own."""

import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from playwright.sync_api import Browser, Page
from tests.doubles.stripe import KEY, SECRET, Stripe, post_to
from tests.journeys.conftest import PARTWRIGHT, PATIENCE_MS, ROOT, environment_of
from tests.web.conditions import becomes

PASSWORD = "a long sentence of somebody"  # noqa: S105 -- of nobody
CODE = re.compile(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", re.MULTILINE)
OWNER = "olga@shop.example"


class Inbox:
    """Takes every mail."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802
        content: bytes = envelope.content  # type: ignore[attr-defined]
        self.mails.append(message_from_bytes(content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"

    def texts_to(self, address: str) -> list[str]:
        """What came for an address, the oldest first."""
        return [
            str(mail["Subject"]) + "\n" + mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
            for mail in list(self.mails)
            if address in str(mail["To"])
        ]


@dataclass
class OpenShop:
    """The shop: `url` of its site, mails it sent, and the double that takes cards."""

    url: str
    data: Path
    inbox: Inbox
    stripe: Stripe
    browser: Browser

    def page(self, **options: object) -> Page:
        """A browser that nobody knows."""
        context = self.browser.new_context(base_url=self.url, **options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        return context.new_page()

    def code_for(self, address: str) -> str:
        """The code in the latest mail to an address."""
        found: list[str] = []

        def came() -> bool:
            codes = [
                re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", text, re.MULTILINE)
                for text in self.inbox.texts_to(address)
            ]
            found[:] = [code[1] for code in codes if code]
            return bool(found)

        assert becomes(came)
        return found[-1]

    def told(self, address: str, words: str) -> bool:
        """Whether a mail with these words comes to an address."""
        return becomes(lambda: any(words in text for text in self.inbox.texts_to(address)))


@contextmanager
def open_shop(data: Path, chromium: Browser) -> Iterator[OpenShop]:
    """A shop in Berlin that takes orders, with its owner."""
    port, smtp = _free_port(), _free_port()
    url, inbox = f"http://127.0.0.1:{port}", Inbox()
    server = Controller(inbox, hostname="127.0.0.1", port=smtp)
    server.start()
    with Stripe(deliver=post_to(f"{url}/payments/stripe/webhook/")) as stripe:
        environment = environment_of(data) | {
            "PARTWRIGHT_URL": url,
            "PARTWRIGHT_MAIL_URL": f"smtp://127.0.0.1:{smtp}?tls=none",
            "PARTWRIGHT_MAIL_FROM": "Works <works@shop.example>",
            "PARTWRIGHT_STRIPE_SECRET_KEY": KEY,
            "PARTWRIGHT_STRIPE_WEBHOOK_SECRET": SECRET,
            "PARTWRIGHT_STRIPE_API_URL": stripe.url,
        }
        command = [*PARTWRIGHT, "serve", "--port", str(port)]
        served = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            assert becomes(lambda: _listens(port))
            yield OpenShop(url, data, inbox, stripe, chromium)
        finally:
            served.terminate()
            served.wait(timeout=30)
            if served.stdout is not None:
                served.stdout.close()
            server.stop()


def set_up(shop: OpenShop) -> dict[str, object]:
    """The owner comes by a link, says who the shop is, and tries its mail; the cookies of their browser."""
    command = [*PARTWRIGHT, "invite", "--staff", OWNER, "--role", "owner"]
    invited = subprocess.run(
        command, cwd=ROOT, env=environment_of(shop.data), capture_output=True, text=True, check=True, timeout=60
    )
    page = shop.page()
    page.goto("/invitation/" + invited.stdout.strip().rpartition("/invitation/")[2])
    page.get_by_label("First name").fill("Olga")
    page.get_by_label("Last name").fill("Owner")
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url(f"{shop.url}/")
    page.goto("/staff/setup/")
    for label, value in {
        "Name of the shop": "Works",
        "Street and number": "2 Yard",
        "Postal code": "10115",
        "City": "Berlin",
        "VAT number": "DE136695976",
        "IBAN": "DE02120300000000202051",
    }.items():
        page.get_by_label(label, exact=False).first.fill(value)
    page.get_by_label("Country", exact=True).select_option("DE")
    page.get_by_role("button", name="Save the settings").click()
    page.wait_for_url("**/?done=saved")
    page.get_by_role("button", name="Send a test mail").click()
    assert shop.told(OWNER, "works")
    state: dict[str, object] = page.context.storage_state()  # type: ignore[assignment]
    page.context.close()
    return state


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
