"""What kind of datum something is.

Categories are keys of the fideslang taxonomy; `user.content.x_specifications` extends it for drawings and shapes,
which it does not know.
"""

from enum import StrEnum


class Category(StrEnum):
    """What kind of datum it is."""

    PSEUDONYM = "user.unique_id.pseudonymous"
    NAME = "user.name"
    EMPLOYMENT = "user.workplace"
    CREDENTIALS = "user.authorization.credentials"
    DEVICE = "user.device"
    EMAIL = "user.contact.email"
    CONTENT = "user.content.private"
    FINANCIAL = "user.financial"
    SPECIFICATIONS = "user.content.x_specifications"
    ACTIVITY = "user.behavior"
    OPERATIONS = "system.operations"  # not personal: it says nothing about anybody

    @property
    def is_personal(self) -> bool:
        return self.value.startswith("user")
