import pytest

from partwright import errors


def test_codes_are_unique_and_registered() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.FileError)]
    named = {kind.code: kind for kind in kinds if kind is not errors.FileError}
    assert named == errors.FILE_ERRORS


@pytest.mark.parametrize("code", sorted(errors.FILE_ERRORS))
def test_every_file_error_says_what_to_do(code: str) -> None:
    error = errors.file_error(code, "bracket.stl", reason="has no triangles")
    assert error.code == code
    assert str(error) == f"bracket.stl has no triangles: {error.remedy}."
    assert len(error.remedy.split()) >= 5


def test_a_code_nobody_knows_counts_as_unreadable() -> None:
    assert errors.file_error("file.haunted", "a.step", reason="is odd").code == "file.unreadable"


def test_a_wrong_choice_names_the_right_ones() -> None:
    error = errors.SpecificationError("material", "unobtainium", choices=("pla", "petg"))
    assert str(error) == "material 'unobtainium' is not offered: choose one of pla, petg."
