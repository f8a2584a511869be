"""What conversations refuse.

PartwrightError
├── ConversationNotFoundError   conversation.not_found: no such conversation, or somebody else's
├── ConversationClosedError     conversation.closed
├── FetchedMailNotFoundError    conversation.mail_not_found: no such mail was set aside
├── TitleError                  conversation.title
├── EmptyMessageError           conversation.empty
├── MessageTooLongError         conversation.too_long
├── TooManyMessagesError        conversation.too_many
├── CallGroundError             conversation.call_ground: a note about a call without source or purpose
├── AttachmentKindError         attachment.kind: not one of the kinds of file that are taken
├── AttachmentTooLargeError     attachment.too_large
├── TooManyAttachmentsError     attachment.too_many
└── PictureError                attachment.picture: a picture that cannot be read, or has too many pixels
"""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partwright.errors import PartwrightError


class ConversationNotFoundError(PartwrightError):
    """No such conversation, or file of one, for this actor. Whether it is somebody else's is not told."""

    code = "conversation.not_found"

    def __init__(self) -> None:
        super().__init__(_("There is no such conversation here: it was deleted, or belongs to somebody else."))


class ConversationClosedError(PartwrightError):
    """A message to a conversation that is closed."""

    code = "conversation.closed"

    def __init__(self) -> None:
        super().__init__(_("This conversation is closed: reopen it to write again."))


class FetchedMailNotFoundError(PartwrightError):
    """No such mail was set aside, or it was taken meanwhile."""

    code = "conversation.mail_not_found"

    def __init__(self) -> None:
        super().__init__(_("No such mail is set aside: look at the list once more."))


class TitleError(PartwrightError):
    """A conversation without a title, or with one that is too long or not one line."""

    code = "conversation.title"

    def __init__(self, *, longest: int) -> None:
        super().__init__(
            _("Say in one line of at most %(longest)d characters what it is about.") % {"longest": longest}
        )


class EmptyMessageError(PartwrightError):
    """A message without text and files."""

    code = "conversation.empty"

    def __init__(self) -> None:
        super().__init__(_("The message is empty: write some words or attach a file."))


class MessageTooLongError(PartwrightError):
    """A message with more text than is taken."""

    code = "conversation.too_long"

    def __init__(self, *, longest: int) -> None:
        super().__init__(
            _("A message has at most %(longest)d characters: shorten it, or attach the text as a file.")
            % {"longest": longest}
        )


class TooManyMessagesError(PartwrightError):
    """More messages within an hour than one address or customer may send."""

    code = "conversation.too_many"

    def __init__(self, *, limit: int, retry_after_s: int) -> None:
        self.limit = limit
        self.retry_after_s = retry_after_s
        minutes = max(1, round(retry_after_s / 60))
        super().__init__(
            _("Only %(limit)d messages an hour are taken: wait %(minutes)d min and send it again.")
            % {"limit": limit, "minutes": minutes}
        )


class CallGroundError(PartwrightError):
    """A note about a call that does not say who told it, or what it is used for."""

    code = "conversation.call_ground"

    def __init__(self) -> None:
        super().__init__(_("A note about a call names its source and its purpose: fill in both."))


class AttachmentKindError(PartwrightError):
    """A file of a kind that is not taken, or with an ending that its content does not have."""

    code = "attachment.kind"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            _(
                "%(name)s is of a kind that is not taken here: attach PDF, PNG, JPEG, WebP, text, CSV, STEP, STL, 3MF "
                "or DXF, or put it into a ZIP."
            )
            % {"name": name}
        )


class AttachmentTooLargeError(PartwrightError):
    """A file with more bytes than are taken."""

    code = "attachment.too_large"

    def __init__(self, name: str, *, most_mb: int) -> None:
        self.name = name
        super().__init__(
            _("%(name)s is larger than %(most)d MB: make it smaller or split it.") % {"name": name, "most": most_mb}
        )


class TooManyAttachmentsError(PartwrightError):
    """More files with one message than are taken."""

    code = "attachment.too_many"

    def __init__(self, *, most: int) -> None:
        super().__init__(
            ngettext(
                "A message takes %(most)d file: send the others with another message.",
                "A message takes up to %(most)d files: send the others with another message.",
                most,
            )
            % {"most": most}
        )


class PictureError(PartwrightError):
    """A picture that cannot be read, or has more pixels than are drawn anew."""

    code = "attachment.picture"

    def __init__(self, name: str, *, most_megapixels: int) -> None:
        self.name = name
        super().__init__(
            _(
                "%(name)s cannot be read as a picture of at most %(most)d megapixels: save it anew, smaller, as PNG or "
                "JPEG."
            )
            % {"name": name, "most": most_megapixels}
        )
