"""Forms as the pages of the staff show them."""

from typing import Any

from django import forms


class StyledForm(forms.Form):
    """A form whose fields look like those of the site, below labels of their own.

    `name` tells forms of one page apart, so that no id stands twice on it.
    """

    def __init__(self, *args: Any, name: str = "", **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{name or 'id'}-%s", **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", _class_of(field.widget))


def _class_of(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"
