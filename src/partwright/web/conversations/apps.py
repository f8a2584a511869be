"""Tells Django about the conversations slice."""

from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "partwright.web.conversations"

    def ready(self) -> None:
        from partwright.web.conversations import (  # noqa: PLC0415 -- they register when models are loaded
            mails,  # noqa: F401
            notices,  # noqa: F401
            personal_data,  # noqa: F401
            receivers,  # noqa: F401
            retention,  # noqa: F401
            tasks,  # noqa: F401
        )
