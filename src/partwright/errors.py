"""The error tree: everything Partwright refuses, each with a stable code.

PartwrightError
├── FileError                 this file cannot become a part
│   ├── UnreadableFileError   file.unreadable
│   ├── EmptyFileError        file.empty
│   ├── FileTooLargeError     file.too_large
│   ├── FileTimeoutError      file.timeout
│   ├── FileCrashedError      file.crashed
│   ├── HostileFileError      file.hostile
│   ├── UnsupportedFormatError  format.unsupported
│   ├── NotSolidError         geometry.not_solid
│   └── AbsurdGeometryError   geometry.absurd
├── SpecificationError        specification.invalid: the wish names something the catalog does not have
├── VatNumberError            vat_number.invalid: no VAT number of the country that it names
├── PostalCodeError           postal_code.invalid: not the form of the country's postal codes
├── TaxError                  tax.by_staff: no rule or rate is known, a person must look
├── TableError                table.invalid: a table of the trade lacks a unit, a source or a sane value
├── OverrideError             what an operator's price book may not say
│   ├── UnknownOverrideError  price_book.unknown: no number of the book that may be changed
│   └── OverrideRangeError    price_book.range: a number outside its range, or below the one it must not be below
├── SandboxError              sandbox.unavailable: files cannot be read safely on this machine
└── DisclosureError           disclosure.refused: the privacy policy does not let this leave the house

A part that is hard or impossible to make is no error: it is a `Finding`.
"""

from typing import ClassVar


class PartwrightError(Exception):
    """Anything Partwright refuses. The text tells the user what to change; `code` never changes."""

    code: ClassVar[str] = "internal"


class FileError(PartwrightError):
    """A file that cannot become a part.

    The sentence reads "`file_name` `reason`: `remedy`." A child process sends `code`, `reason` and `remedy`;
    `file_error` makes the exception again on this side.
    """

    remedy_default: ClassVar[str] = "export the file again and upload it once more"

    def __init__(self, file_name: str, *, reason: str, remedy: str | None = None) -> None:
        self.file_name = file_name
        self.reason = reason
        self.remedy = remedy or self.remedy_default
        super().__init__(f"{file_name} {reason}: {self.remedy}.")


class UnreadableFileError(FileError):
    """The content does not follow its format."""

    code = "file.unreadable"
    remedy_default = "open it in your CAD program and export it again, as STEP AP242 if you can"


class EmptyFileError(FileError):
    """No bytes, or a valid file without any geometry."""

    code = "file.empty"
    remedy_default = "export the file again and check that the part is selected and visible"


class FileTooLargeError(FileError):
    """More bytes, entities, triangles or instances than this server reads."""

    code = "file.too_large"
    remedy_default = "simplify the part or export it more coarsely, or send the bodies one by one"


class FileTimeoutError(FileError):
    """Reading took longer than the limit."""

    code = "file.timeout"
    remedy_default = "simplify the part or split it into bodies, then upload it again"


class FileCrashedError(FileError):
    """The process that read the file died of it."""

    code = "file.crashed"
    remedy_default = "check the part in your CAD program, repair it and export it again, as STEP AP242 if you can"


class HostileFileError(FileError):
    """The content is built to harm a reader: a bomb, a climbing path, a document type, a lying header."""

    code = "file.hostile"
    remedy_default = "export the part again from your CAD program and upload that file itself"


class UnsupportedFormatError(FileError):
    """A kind of file that is not read here."""

    code = "format.unsupported"
    remedy_default = "export the part as STEP, IGES, BREP, STL, OBJ, PLY or 3MF"


class NotSolidError(FileError):
    """Only points, wires or nothing with a surface."""

    code = "geometry.not_solid"
    remedy_default = "export the solid body, not its sketch or construction curves"


class AbsurdGeometryError(FileError):
    """Geometry that cannot be a thing: no volume, no size, larger than a house."""

    code = "geometry.absurd"
    remedy_default = "check units and body in your CAD program and export the part again"


class SpecificationError(PartwrightError):
    """A process, material, finish, tolerance, quantity or lead time that the catalog does not offer."""

    code = "specification.invalid"

    def __init__(self, field: str, value: object, *, choices: tuple[str, ...] = (), reason: str | None = None) -> None:
        self.field = field
        self.value = value
        self.choices = choices
        offered = f": choose one of {', '.join(choices)}" if choices else ""
        super().__init__(f"{field} {value!r} {reason or 'is not offered'}{offered}.")


class VatNumberError(PartwrightError):
    """A VAT number that its country cannot have given out."""

    code = "vat_number.invalid"

    def __init__(self, text: str, *, reason: str) -> None:
        self.text = text
        super().__init__(f"{text} is no VAT number: {reason}.")


class PostalCodeError(PartwrightError):
    """A postal code that its country does not use."""

    code = "postal_code.invalid"

    def __init__(self, text: str, *, country: str, says: str) -> None:
        self.text = text
        super().__init__(f"{text or 'This'} is no postal code of {country}: write {says}.")


class TaxError(PartwrightError):
    """A sale whose tax no rule here decides; the text says what is missing and who can add it."""

    code = "tax.by_staff"


class TableError(PartwrightError):
    """A table of the trade that cannot be used; the text names file, key and fault."""

    code = "table.invalid"


class OverrideError(PartwrightError):
    """A number that an operator's price book may not have; `path` names it."""

    def __init__(self, path: str, sentence: str) -> None:
        self.path = path
        super().__init__(sentence)


class UnknownOverrideError(OverrideError):
    """No number of the price book, or one that no operator may change."""

    code = "price_book.unknown"

    def __init__(self, path: str) -> None:
        super().__init__(path, f"{path} is no number of the price book that can be changed: take it out.")


class OverrideRangeError(OverrideError):
    """A number outside its range, or out of order with its neighbors."""

    code = "price_book.range"


class SandboxError(PartwrightError):
    """The process that opens uploads cannot be started or confined; the text names what is missing."""

    code = "sandbox.unavailable"


class DisclosureError(PartwrightError):
    """Something that the privacy policy does not let leave the house; the text says which rule it breaks."""

    code = "disclosure.refused"


FILE_ERRORS: dict[str, type[FileError]] = {
    kind.code: kind
    for kind in (
        UnreadableFileError,
        EmptyFileError,
        FileTooLargeError,
        FileTimeoutError,
        FileCrashedError,
        HostileFileError,
        UnsupportedFormatError,
        NotSolidError,
        AbsurdGeometryError,
    )
}


def file_error(code: str, file_name: str, *, reason: str, remedy: str | None = None) -> FileError:
    """The exception for a `code` that a child process answered; an unknown code counts as unreadable."""
    return FILE_ERRORS.get(code, UnreadableFileError)(file_name, reason=reason, remedy=remedy)
