"""Who may receive what: asked of the slices that know addresses, before a mail is written."""

from collections.abc import Callable

from partwright.web.mailing.templates import MailTemplate

Rule = Callable[[str, MailTemplate], bool]

_rules: list[Rule] = []


def permits(rule: Rule) -> Rule:
    """Registers a rule that says whether an address may receive a mail; without any, each may."""
    _rules.append(rule)
    return rule


def may_receive(address: str, template: MailTemplate) -> bool:
    """Whether every rule lets an address receive a mail."""
    return all(rule(address, template) for rule in _rules)
