"""Refusals as HTTP: one status for each code, and RFC 9457 problems for the API."""

from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpResponse, JsonResponse

from partwright.errors import (
    FileError,
    FileTooLargeError,
    OverrideError,
    PartwrightError,
    PostalCodeError,
    SpecificationError,
    TaxError,
    VatNumberError,
)
from partwright.web.accounts.errors import (
    AccountExistsError,
    AccountNotFoundError,
    InvitationUsedError,
    LastOwnerError,
    PersonNotFoundError,
    StaffOwnerError,
    UnknownVisitorError,
)
from partwright.web.accounts.idempotency import KeyReusedError, StillAtWorkError
from partwright.web.accounts.team_errors import (
    InvitationGoneError,
    LastAdminError,
    TeamAdminError,
    TeamDeactivatedError,
    TeamInvitationError,
    TeamNameError,
    TeamNotFoundError,
    TooManyInvitationsError,
)
from partwright.web.books.errors import (
    BookConflictError,
    BookNoteError,
    BookNotFoundError,
    BookNumbersError,
    BookRoleError,
    BookUnchangedError,
)
from partwright.web.conversations.errors import (
    AttachmentKindError,
    AttachmentTooLargeError,
    CallGroundError,
    ConversationClosedError,
    ConversationNotFoundError,
    EmptyMessageError,
    FetchedMailNotFoundError,
    MessageTooLongError,
    PictureError,
    TitleError,
    TooManyAttachmentsError,
    TooManyMessagesError,
)
from partwright.web.documents.errors import (
    DocumentDamagedError,
    PaperIncompleteError,
    PaperPictureError,
    PaperSumsError,
)
from partwright.web.jobs.errors import JobNotFoundError
from partwright.web.mailing.errors import (
    AddressUnverifiedError,
    MailAddressError,
    MailHeaderError,
    MessageNotFoundError,
)
from partwright.web.ordering.errors import (
    AddressUnprovenError,
    CheckoutClosedError,
    CheckoutFieldError,
    FilesGoneError,
    FreightUnknownError,
    OrderChangedError,
    OrderFileError,
    OrderNotFoundError,
    OrderStateError,
    ReasonMissingError,
    ShipmentError,
    TermsChangedError,
)
from partwright.web.parts.errors import (
    NoFileError,
    PartFailedError,
    PartNotFoundError,
    PartNotReadyError,
    TooManyUploadsError,
)
from partwright.web.payments.errors import (
    AlreadyOpenError,
    CardNumberError,
    CreditExceededError,
    CreditTermsError,
    EventSignatureError,
    PaymentAmountError,
    PaymentNotFoundError,
    PaymentStateError,
    PoNumberMissingError,
    ProviderRefusedError,
    ProviderUnavailableError,
    RefundTooLargeError,
    WayNotOfferedError,
)
from partwright.web.quoting.errors import (
    LineOfferError,
    OneFileError,
    PartChangeError,
    QuoteEmptyError,
    QuoteIncompleteError,
    QuoteMoveError,
    QuoteNameError,
    QuoteNotFoundError,
    ReviewNotFoundError,
    ReviewOpenError,
    ReviewOutdatedError,
    ReviewSettledError,
)
from partwright.web.shop.errors import ShopFieldError, ShopOwnerError

PROBLEM_TYPE = "application/problem+json"

JSON_TYPE = "application/json"
FORM_TYPE = "multipart/form-data"


class UnsupportedTypeError(PartwrightError):
    """A body of a media type that the operation does not read."""

    code = "request.unsupported_type"

    def __init__(self, wanted: str) -> None:
        super().__init__(f"This operation reads {wanted}: send the body as that and say so in Content-Type.")


_STATUS: Mapping[type[PartwrightError], HTTPStatus] = {
    FileTooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    FileError: HTTPStatus.UNPROCESSABLE_ENTITY,
    SpecificationError: HTTPStatus.UNPROCESSABLE_ENTITY,
    VatNumberError: HTTPStatus.UNPROCESSABLE_ENTITY,
    PostalCodeError: HTTPStatus.UNPROCESSABLE_ENTITY,
    TaxError: HTTPStatus.CONFLICT,
    NoFileError: HTTPStatus.UNPROCESSABLE_ENTITY,
    KeyReusedError: HTTPStatus.UNPROCESSABLE_ENTITY,
    StillAtWorkError: HTTPStatus.CONFLICT,
    PartNotReadyError: HTTPStatus.CONFLICT,
    PartFailedError: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnknownVisitorError: HTTPStatus.UNAUTHORIZED,
    PartNotFoundError: HTTPStatus.NOT_FOUND,
    QuoteEmptyError: HTTPStatus.CONFLICT,
    QuoteIncompleteError: HTTPStatus.CONFLICT,
    QuoteNotFoundError: HTTPStatus.NOT_FOUND,
    QuoteMoveError: HTTPStatus.CONFLICT,
    OneFileError: HTTPStatus.UNPROCESSABLE_ENTITY,
    PartChangeError: HTTPStatus.CONFLICT,
    QuoteNameError: HTTPStatus.UNPROCESSABLE_ENTITY,
    ReviewNotFoundError: HTTPStatus.NOT_FOUND,
    ReviewOpenError: HTTPStatus.CONFLICT,
    ReviewSettledError: HTTPStatus.CONFLICT,
    ReviewOutdatedError: HTTPStatus.CONFLICT,
    LineOfferError: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooManyUploadsError: HTTPStatus.TOO_MANY_REQUESTS,
    UnsupportedTypeError: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    PaperSumsError: HTTPStatus.CONFLICT,
    PaperIncompleteError: HTTPStatus.CONFLICT,
    PaperPictureError: HTTPStatus.UNPROCESSABLE_ENTITY,
    DocumentDamagedError: HTTPStatus.INTERNAL_SERVER_ERROR,
    MailAddressError: HTTPStatus.UNPROCESSABLE_ENTITY,
    MailHeaderError: HTTPStatus.UNPROCESSABLE_ENTITY,
    AddressUnverifiedError: HTTPStatus.CONFLICT,
    MessageNotFoundError: HTTPStatus.NOT_FOUND,
    JobNotFoundError: HTTPStatus.NOT_FOUND,
    OrderNotFoundError: HTTPStatus.NOT_FOUND,
    CheckoutFieldError: HTTPStatus.UNPROCESSABLE_ENTITY,
    CheckoutClosedError: HTTPStatus.CONFLICT,
    AddressUnprovenError: HTTPStatus.CONFLICT,
    TermsChangedError: HTTPStatus.UNPROCESSABLE_ENTITY,
    FreightUnknownError: HTTPStatus.CONFLICT,
    OrderChangedError: HTTPStatus.CONFLICT,
    OrderStateError: HTTPStatus.CONFLICT,
    ReasonMissingError: HTTPStatus.UNPROCESSABLE_ENTITY,
    ShipmentError: HTTPStatus.UNPROCESSABLE_ENTITY,
    OrderFileError: HTTPStatus.UNPROCESSABLE_ENTITY,
    FilesGoneError: HTTPStatus.CONFLICT,
    PaymentNotFoundError: HTTPStatus.NOT_FOUND,
    WayNotOfferedError: HTTPStatus.CONFLICT,
    AlreadyOpenError: HTTPStatus.CONFLICT,
    PaymentStateError: HTTPStatus.CONFLICT,
    PaymentAmountError: HTTPStatus.UNPROCESSABLE_ENTITY,
    PoNumberMissingError: HTTPStatus.UNPROCESSABLE_ENTITY,
    CreditExceededError: HTTPStatus.CONFLICT,
    CreditTermsError: HTTPStatus.UNPROCESSABLE_ENTITY,
    RefundTooLargeError: HTTPStatus.CONFLICT,
    CardNumberError: HTTPStatus.UNPROCESSABLE_ENTITY,
    EventSignatureError: HTTPStatus.BAD_REQUEST,
    ProviderUnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
    ProviderRefusedError: HTTPStatus.BAD_GATEWAY,
    ConversationNotFoundError: HTTPStatus.NOT_FOUND,
    FetchedMailNotFoundError: HTTPStatus.NOT_FOUND,
    ConversationClosedError: HTTPStatus.CONFLICT,
    TitleError: HTTPStatus.UNPROCESSABLE_ENTITY,
    EmptyMessageError: HTTPStatus.UNPROCESSABLE_ENTITY,
    MessageTooLongError: HTTPStatus.UNPROCESSABLE_ENTITY,
    CallGroundError: HTTPStatus.BAD_REQUEST,
    TooManyMessagesError: HTTPStatus.TOO_MANY_REQUESTS,
    AttachmentKindError: HTTPStatus.UNPROCESSABLE_ENTITY,
    AttachmentTooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    TooManyAttachmentsError: HTTPStatus.UNPROCESSABLE_ENTITY,
    PictureError: HTTPStatus.UNPROCESSABLE_ENTITY,
    StaffOwnerError: HTTPStatus.FORBIDDEN,
    PersonNotFoundError: HTTPStatus.NOT_FOUND,
    LastOwnerError: HTTPStatus.CONFLICT,
    InvitationUsedError: HTTPStatus.NOT_FOUND,
    TeamNotFoundError: HTTPStatus.NOT_FOUND,
    TeamAdminError: HTTPStatus.FORBIDDEN,
    LastAdminError: HTTPStatus.CONFLICT,
    TeamDeactivatedError: HTTPStatus.CONFLICT,
    TeamNameError: HTTPStatus.UNPROCESSABLE_ENTITY,
    TeamInvitationError: HTTPStatus.NOT_FOUND,
    InvitationGoneError: HTTPStatus.CONFLICT,
    TooManyInvitationsError: HTTPStatus.TOO_MANY_REQUESTS,
    AccountExistsError: HTTPStatus.CONFLICT,
    AccountNotFoundError: HTTPStatus.NOT_FOUND,
    ShopOwnerError: HTTPStatus.FORBIDDEN,
    ShopFieldError: HTTPStatus.UNPROCESSABLE_ENTITY,
    OverrideError: HTTPStatus.UNPROCESSABLE_ENTITY,
    BookRoleError: HTTPStatus.FORBIDDEN,
    BookNotFoundError: HTTPStatus.NOT_FOUND,
    BookNumbersError: HTTPStatus.UNPROCESSABLE_ENTITY,
    BookConflictError: HTTPStatus.CONFLICT,
    BookUnchangedError: HTTPStatus.CONFLICT,
    BookNoteError: HTTPStatus.UNPROCESSABLE_ENTITY,
}


def status_of(error: PartwrightError) -> HTTPStatus:
    """The status that an error is answered with: that of its nearest class in the tree."""
    for kind in type(error).__mro__:
        if kind in _STATUS:
            return _STATUS[kind]
    return HTTPStatus.INTERNAL_SERVER_ERROR


def headers_of(error: PartwrightError) -> Mapping[str, str]:
    """What an error tells a program beside its status: when to come again, or how to say who one is."""
    if isinstance(
        error,
        (
            TooManyUploadsError,
            TooManyMessagesError,
            TooManyInvitationsError,
            StillAtWorkError,
            PartNotReadyError,
            ProviderUnavailableError,
        ),
    ):
        return {"Retry-After": str(error.retry_after_s)}
    return {"WWW-Authenticate": 'Bearer realm="partwright"'} if isinstance(error, UnknownVisitorError) else {}


def problem(
    status: int, *, code: str, detail: str, headers: Mapping[str, str] | None = None, **members: object
) -> HttpResponse:
    """An RFC 9457 problem. `code` is stable, `detail` says what to change; `members` add to them."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        "code": code,
        **members,
    }
    return JsonResponse(body, status=status, content_type=PROBLEM_TYPE, headers=dict(headers or {}))


def problem_of(error: PartwrightError) -> HttpResponse:
    """The problem that says an error of ours."""
    members = {"field": error.field, "choices": error.choices} if isinstance(error, SpecificationError) else {}
    return problem(status_of(error), code=error.code, detail=str(error), headers=headers_of(error), **members)
