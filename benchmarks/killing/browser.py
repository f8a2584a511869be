"""A browser without scripts: it keeps its cookie, reads forms, and notices when the server dies under it."""

import http.client
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

PATIENCE_S = 60
WORDS = 400  # characters of a page with an error that are told
_TAG = re.compile(r"<[^>]*>|^[^<]*?>")


class DiedError(Exception):
    """The server hung up before it answered."""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer; `location` is where it leads to, "" if nowhere."""

    status: int
    location: str
    text: str

    def words(self) -> str:
        """The beginning of what its main part says, without its tags."""
        main = self.text.partition("<main")[2] or self.text
        return " ".join(_TAG.sub(" ", main).split())[:WORDS]

    def fields(self, action: str) -> dict[str, str]:
        """What the form with this address would send as it stands.

        Raises:
            LookupError: there is no such form.
        """
        reader = _Forms()
        reader.feed(self.text)
        for form in reader.forms:
            if form.action == action:
                return form.fields | reader.strays.get(form.name, {})
        raise LookupError(f"There is no form for {action} among {[form.action for form in reader.forms]}.")


@dataclass
class Browser:
    """One person's browser; `cookies` may be kept and given to another."""

    address: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Page:
        """A page."""
        return self._ask("GET", path, None, {})

    def post(self, path: str, fields: dict[str, str] | bytes, **headers: str) -> Page:
        """The answer to a form, or to bytes."""
        if isinstance(fields, bytes):
            return self._ask("POST", path, fields, {"Content-Type": "application/json", **headers})
        form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.address}
        return self._ask("POST", path, urlencode(fields).encode(), form)

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Page:
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=PATIENCE_S)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            connection.request(method, path, body, headers | ({"Cookie": cookie} if cookie else {}))
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except (ConnectionError, http.client.HTTPException) as fault:
            raise DiedError from fault
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return Page(answer.status, answer.headers.get("Location", ""), text)


@dataclass
class _Form:
    action: str
    name: str
    fields: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    """The forms of a page; `strays` are fields outside of the form they belong to, by its id."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[_Form] = []
        self.strays: dict[str, dict[str, str]] = {}
        self._within: _Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._within = _Form(said.get("action", ""), said.get("id", ""))
            self.forms.append(self._within)
        if tag != "input" or "name" not in said:
            return
        if said.get("type") in ("radio", "checkbox") and "checked" not in said:
            return
        owner = self.strays.setdefault(said["form"], {}) if "form" in said else self._within and self._within.fields
        if owner is not None:
            owner[said["name"]] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._within = None
