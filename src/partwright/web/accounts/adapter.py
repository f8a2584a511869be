"""What allauth asks of us: what an address is for its limits."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from partwright.web.accounts.requests import address_of


class Adapter(DefaultAccountAdapter):
    """Sign-in as allauth does it, behind our proxies."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that limits count by: behind proxies the one they vouch for."""
        return address_of(request)
