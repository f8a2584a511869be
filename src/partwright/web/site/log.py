"""Logs that never say who looked at which page.

Pages are named by the pattern of their address, so that no log line holds a quote's secret link or a part's id; no
line holds an address, and the server's own access log stays off.
"""

import logging
from collections.abc import Mapping


class WithoutPaths(logging.Filter):
    """Replaces the path in Django's messages by the pattern that matched it, and drops the request itself."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is None:
            return True
        path = getattr(request, "path", None)
        match = getattr(request, "resolver_match", None)
        route = f"/{match.route}" if match is not None else "(no such page)"
        if path and record.args and not isinstance(record.args, Mapping):
            record.args = tuple(route if argument == path else argument for argument in record.args)
        del record.request
        return True
