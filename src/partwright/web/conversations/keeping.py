"""How long conversations stay that are about something: asked of the slice that has it, which registers a rule here."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from uuid import UUID

from partwright.web.conversations.models import Kind

Rule = Callable[[AbstractSet[UUID]], AbstractSet[UUID]]

_rules: dict[Kind, Rule] = {}


def keeps(*kinds: Kind) -> Callable[[Rule], Rule]:
    """Registers a rule: of the ids of quotes or orders, those that are there. Their conversations stay as long."""

    def register(rule: Rule) -> Rule:
        _rules.update(dict.fromkeys(kinds, rule))
        return rule

    return register


def rules() -> dict[Kind, Rule]:
    """The rule of each kind that has one."""
    return dict(_rules)
