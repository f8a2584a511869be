"""Fields by their path, and wrong values said no longer than a line."""

import pytest

from partwright.errors import SpecificationError
from partwright.manufacturing.strictly import Field, refuse, text


def test_a_path_grows_by_keys_and_positions() -> None:
    assert Field("requirements") / "threads" / 2 / "size" == "requirements.threads[2].size"


@pytest.mark.parametrize(
    ("value", "said"), [({"a": 1}, "'an object'"), ([1], "'a list'"), ("x" * 99, f"'{'x' * 60}…'"), (3, "3")]
)
def test_a_wrong_value_is_said_briefly(value: object, said: str) -> None:
    with pytest.raises(SpecificationError) as caught:
        refuse(Field("notes"), value, "is wrong")
    assert str(caught.value) == f"notes {said} is wrong."


@pytest.mark.parametrize("written", ["6 mm Ø, 3×", "Maß für Wälzlager", "螺纹", "±0,02", "no-break\u00a0space"])
def test_what_people_write_is_text(written: str) -> None:
    assert text(written, Field("notes"), 100) == written
