"""The looks of mail: one small stylesheet, written into each element, since mail programs read no other."""

import lxml.html

_SANS = "font-family: -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif"

# By tag, or by class with a dot before it; a class adds to its tag.
_STYLES = {
    "body": f"margin: 0; padding: 24px; background: #fff; color: #212529; font-size: 16px; line-height: 24px; {_SANS}",
    "h1": "margin: 0 0 16px; font-size: 20px; line-height: 28px; font-weight: 600",
    "h2": "margin: 24px 0 8px; font-size: 16px; line-height: 24px; font-weight: 600",
    "p": "margin: 0 0 16px",
    "ul": "margin: 0 0 16px; padding: 0 0 0 24px",
    "ol": "margin: 0 0 16px; padding: 0 0 0 24px",
    "a": "color: #0b5ed7",
    "table": "margin: 0 0 16px; border-collapse: collapse",
    "th": "padding: 4px 16px 4px 0; border-bottom: 1px solid #dee2e6; text-align: left; font-weight: 600",
    "td": "padding: 4px 16px 4px 0; border-bottom: 1px solid #dee2e6; text-align: left; vertical-align: top",
    "pre": "margin: 0 0 16px; white-space: pre-wrap; font-family: inherit",
    "blockquote": "margin: 0 0 16px; padding: 0 0 0 16px; border-left: 2px solid #dee2e6",
    ".sheet": "max-width: 600px; margin: 0 auto",
    ".button": "display: inline-block; padding: 8px 16px; border-radius: 4px; background: #0b5ed7; color: #ffffff; "
    "text-decoration: none",
    ".number": "text-align: right; font-variant-numeric: tabular-nums",
    ".foot": "margin: 32px 0 0; padding: 16px 0 0; border-top: 1px solid #dee2e6; color: #495057; font-size: 14px; "
    "line-height: 20px",
}


def with_styles(html: str) -> str:
    """An HTML document whose elements carry the stylesheet themselves, instead of classes."""
    document = lxml.html.document_fromstring(html)
    for element in document.iter():
        if not isinstance(element.tag, str):
            continue
        classes = [f".{name}" for name in (element.attrib.pop("class", "")).split()]
        own = element.get("style", "")
        style = "; ".join(
            [*(_STYLES[name] for name in (element.tag, *classes) if name in _STYLES), *([own] if own else [])]
        )
        if style:
            element.set("style", style)
    return lxml.html.tostring(document, encoding="unicode", doctype="<!DOCTYPE html>")
