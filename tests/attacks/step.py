"""STEP files that nest, lie, break off or were damaged on the way."""

import random
import re
from collections.abc import Callable, Iterator

from tests.attacks.attack import EMPTY, HOSTILE, TOO_LARGE, UNREADABLE, Attack

HEADER = b"ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION((''),'2;1');\nFILE_NAME('','',(''),(''),'','','');\n"
HEADER += b"FILE_SCHEMA(('AUTOMOTIVE_DESIGN'));\nENDSEC;\nDATA;\n"
FOOTER = b"ENDSEC;\nEND-ISO-10303-21;\n"
LINE = re.compile(rb"#\d+\s*=[^;]*;")
NUMBER = re.compile(rb"[-+]?\d+\.\d*(?:E[-+]?\d+)?")
REFERENCE = re.compile(rb"#\d+(?![\d\s]*=)")
COUNT = re.compile(rb"(?<=[(,])\d+(?=[,)])")
TRUTH = re.compile(rb"\.[TF]\.")


def step(*lines: bytes) -> bytes:
    """A STEP file of these entities."""
    return HEADER + b"".join(line + b"\n" for line in lines) + FOOTER


def step_attacks() -> Iterator[Attack]:
    """Files no CAD program writes. Those that a parser must judge are not `screened`."""
    nested = b"(" * 200_000 + b"1." + b")" * 200_000
    yield Attack("nested.step", step(b"#1=CARTESIAN_POINT(''," + nested + b");"), (HOSTILE,))
    yield Attack("never-closed.step", step(b"#1=CARTESIAN_POINT(''," + b"(" * 200_000), (HOSTILE, UNREADABLE))
    yield Attack("crossed.step", step(b"#1=CARTESIAN_POINT('',))((;"), (UNREADABLE,))
    yield Attack("string.step", step(b"#1=PRODUCT('never ends,(1.,2.,3.));"), (UNREADABLE,))
    yield Attack("comment.step", step(b"/* never ends"), (UNREADABLE,))
    yield Attack("comments.step", step(b"/*/" * 100_000), (EMPTY, UNREADABLE))
    yield Attack("quotes.step", step(b"'" * 100_001), (UNREADABLE,))
    yield Attack("empty.step", step(), (EMPTY,))
    yield Attack("header-only.step", HEADER[:60], (UNREADABLE,))
    yield Attack("crowd.step", step(b"#1=A();" * 4_100_000), (TOO_LARGE,))
    points = (b"#%d=CARTESIAN_POINT('',(0.,0.,0.));" % number for number in range(1, 1000))
    yield Attack("points.step", step(*points), (EMPTY, UNREADABLE, "geometry.not_solid"), screened=False)
    yield Attack("dangling.step", step(b"#1=MANIFOLD_SOLID_BREP('',#2);"), _ANY, screened=False)
    circle = (b"#1=AXIS2_PLACEMENT3D('',#2,#1,#1);", b"#2=SHELL_BASED_SURFACE_MODEL('',(#2));")
    yield Attack("circle.step", step(*circle), _ANY, screened=False)
    spline = b"#1=B_SPLINE_CURVE_WITH_KNOTS('',2000000000,(),.U.,.F.,.F.,(2000000000),(0.),.U.);"
    yield Attack("degree.step", step(spline), _ANY, screened=False)


_ANY = (EMPTY, UNREADABLE, "geometry.not_solid", "geometry.absurd", "file.crashed", "file.timeout", "file.too_large")


def mutated(original: bytes, *, seed: int) -> bytes:
    """`original` with one to twenty faults of the kind that transfer, editors and broken exporters cause."""
    chance = random.Random(seed)
    content = original
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8, 12, 20))):
        content = _MUTATIONS[chance.randrange(len(_MUTATIONS))](content, chance)
    return content


def _flip_byte(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]


def _cut_end(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) // 2, len(content))] if chance.random() < 0.1 else content


def _drop_line(content: bytes, chance: random.Random) -> bytes:
    return _replace_one(LINE, content, chance, lambda _: b"")


def _double_line(content: bytes, chance: random.Random) -> bytes:
    return _replace_one(LINE, content, chance, lambda found: found + b"\n" + found)


def _change_number(content: bytes, chance: random.Random) -> bytes:
    strange = (b"1.E308", b"-1.", b"0.", b"1.E-300", b"999999999.", b"NAN", b"-0.", b"3.14159", b"1.E11", b"1.E6")
    return _replace_one(NUMBER, content, chance, lambda _: chance.choice(strange))


def _scale_number(content: bytes, chance: random.Random) -> bytes:
    factor = chance.choice((-1.0, 0.5, 2.0, 10.0, 1.0001, 1e-3, 1e3, 1e6, 25.4))
    return _replace_one(NUMBER, content, chance, lambda found: b"%.12E" % (float(found) * factor))


def _copy_number(content: bytes, chance: random.Random) -> bytes:
    other = _pick(NUMBER, content, chance)
    return _replace_one(NUMBER, content, chance, lambda found: other.group() if other else found)


def _change_count(content: bytes, chance: random.Random) -> bytes:
    counts = (b"0", b"1", b"2", b"3", b"26", b"1000", b"100000000")
    return _replace_one(COUNT, content, chance, lambda _: chance.choice(counts))


def _change_digit(content: bytes, chance: random.Random) -> bytes:
    return _replace_one(re.compile(rb"\d"), content, chance, lambda _: b"%d" % chance.randrange(10))


def _flip_truth(content: bytes, chance: random.Random) -> bytes:
    return _replace_one(TRUTH, content, chance, lambda found: b".F." if found == b".T." else b".T.")


def _change_reference(content: bytes, chance: random.Random) -> bytes:
    highest = content.count(b"=") + 5
    return _replace_one(REFERENCE, content, chance, lambda _: b"#%d" % chance.randrange(1, highest + 1))


def _miss_reference(content: bytes, chance: random.Random) -> bytes:
    return _replace_one(
        REFERENCE, content, chance, lambda found: b"#%d" % max(1, int(found[1:]) + chance.randrange(-8, 9))
    )


def _copy_reference(content: bytes, chance: random.Random) -> bytes:
    other = _pick(REFERENCE, content, chance)
    return _replace_one(REFERENCE, content, chance, lambda found: other.group() if other else found)


def _swap_keyword(content: bytes, chance: random.Random) -> bytes:
    words = (b"PLANE", b"CYLINDRICAL_SURFACE", b"LINE", b"CIRCLE", b"ADVANCED_FACE", b"EDGE_CURVE", b"CLOSED_SHELL")
    return _replace_one(re.compile(b"|".join(words)), content, chance, lambda _: chance.choice(words))


def _empty_list(content: bytes, chance: random.Random) -> bytes:
    return _replace_one(re.compile(rb"\(#[^()]*\)"), content, chance, lambda _: b"()")


def _lose_piece(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + content[at + chance.randrange(1, 200) :]


def _double_piece(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    return content[: at + chance.randrange(1, 400)] + content[at:]


_MUTATIONS = (
    _flip_byte, _cut_end, _drop_line, _double_line, _change_number, _scale_number, _copy_number, _change_count,
    _change_digit, _flip_truth, _change_reference, _miss_reference, _copy_reference, _swap_keyword, _empty_list,
    _lose_piece, _double_piece,
)  # fmt: skip


def _pick(pattern: re.Pattern[bytes], content: bytes, chance: random.Random) -> re.Match[bytes] | None:
    """The first match behind a random place."""
    return pattern.search(content, chance.randrange(len(content))) or pattern.search(content)


def _replace_one(
    pattern: re.Pattern[bytes], content: bytes, chance: random.Random, change: Callable[[bytes], bytes]
) -> bytes:
    place = _pick(pattern, content, chance)
    if place is None:
        return content
    return content[: place.start()] + change(place.group()) + content[place.end() :]
