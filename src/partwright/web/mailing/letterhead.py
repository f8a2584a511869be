"""Whose mail it is: the shop as every mail names it, and where its links lead."""

from dataclasses import dataclass

from django.conf import settings

from partwright.web.shop.selectors import address_lines, get_shop

DEVELOPMENT_PORT = 8000  # where `partwright serve` listens unless told otherwise


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The shop's name and address, and the address of its site."""

    shop_name: str
    shop_address: tuple[str, ...]
    site_url: str


SAMPLE = Letterhead("Example Works", ("1 Example Street", "12345 Example Town"), "https://parts.example.com")


def letterhead() -> Letterhead:
    """The present letterhead."""
    shop = get_shop()
    return Letterhead(shop.name, address_lines(shop), site_url())


def site_url() -> str:
    """Where the site is reached, without a slash at the end."""
    environment = settings.ENVIRONMENT
    if environment.url:
        return str(environment.url)
    host = environment.hosts[0]
    if environment.https:
        return f"https://{host}"
    return f"http://{host}:{DEVELOPMENT_PORT}" if host in ("localhost", "127.0.0.1", "[::1]") else f"http://{host}"


def absolute(path: str) -> str:
    """The whole address of a path of the site, as a mail needs it."""
    return site_url() + path
