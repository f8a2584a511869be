"""What a shop needs before it is open: slices above this one register what they know about."""

from collections.abc import Callable

Question = Callable[[], str | None]

_questions: dict[str, Question] = {}


def asks(question: Question) -> Question:
    """Registers a question: its answer is None where all is well, else a sentence that says what is missing."""
    _questions[f"{question.__module__}.{question.__qualname__}"] = question
    return question


def answers() -> tuple[str, ...]:
    """What the registered questions find missing."""
    return tuple(answer for question in _questions.values() if (answer := question()) is not None)
