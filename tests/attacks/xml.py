"""3MF packages whose XML or object graph is a weapon."""

import random
from collections.abc import Iterator

from tests.attacks.archives import zipped
from tests.attacks.attack import HOSTILE, TOO_LARGE, UNREADABLE, Attack
from tests.attacks.meshes import CORNERS, TRIANGLES

CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"
PRODUCTION = "http://schemas.microsoft.com/3dmanufacturing/production/2015/06"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="model" ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/></Types>'
)
START = (
    f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Target="/3D/3dmodel.model" Id="r0" '
    'Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>'
)
MESH = (
    "<mesh><vertices>"
    + "".join(f'<vertex x="{20 * x}" y="{20 * y}" z="{20 * z}"/>' for x, y, z in CORNERS)
    + "</vertices><triangles>"
    + "".join(f'<triangle v1="{a}" v2="{b}" v3="{c}"/>' for a, b, c in TRIANGLES)
    + "</triangles></mesh>"
)


def package(model: str | bytes, *, relationships: str = START, extra: dict[str, bytes] | None = None) -> bytes:
    """A 3MF of one model part."""
    content = model if isinstance(model, bytes) else model.encode()
    members = {"[Content_Types].xml": CONTENT_TYPES.encode(), "_rels/.rels": relationships.encode()}
    return zipped({**members, "3D/3dmodel.model": content, **(extra or {})})


def model(resources: str, build: str, *, unit: str = "millimeter", before: str = "", encoding: str = "UTF-8") -> str:
    """A model part; `before` stands where a document type would."""
    return (
        f'<?xml version="1.0" encoding="{encoding}"?>{before}<model unit="{unit}" xmlns="{CORE}">'
        f"<resources>{resources}</resources><build>{build}</build></model>"
    )


def mesh_object(number: int = 1) -> str:
    return f'<object id="{number}" type="model">{MESH}</object>'


def compound(number: int, *components: int) -> str:
    """An object made of others."""
    inside = "".join(f'<component objectid="{component}"/>' for component in components)
    return f'<object id="{number}" type="model"><components>{inside}</components></object>'


CUBE = model(mesh_object(), '<item objectid="1"/>')
CUBE_3MF = package(CUBE)


def xml_attacks() -> Iterator[Attack]:
    """Every attack through XML or 3MF."""
    yield from _document_types()
    yield from _shapes()
    yield from _graphs()
    yield from _packages()


def _document_types() -> Iterator[Attack]:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    kinds = {
        "laughs": f'<!DOCTYPE m [<!ENTITY l0 "lol">{laughs}]>',
        "external": '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        "parameter": '<!DOCTYPE m [<!ENTITY % p SYSTEM "http://127.0.0.1/evil.dtd"> %p;]>',
        "external-subset": '<!DOCTYPE m SYSTEM "http://127.0.0.1/evil.dtd">',
        "empty-type": "<!DOCTYPE model>",
    }
    for kind, doctype in kinds.items():
        text = model(mesh_object(), '<item objectid="1"/>', before=doctype)
        yield Attack(f"{kind}.3mf", package(text), (HOSTILE,))
        wide = text.replace("UTF-8", "UTF-16")
        yield Attack(f"{kind}-utf16.3mf", package(wide.encode("utf-16")), (HOSTILE,))
        yield Attack(f"{kind}-utf16-big.3mf", package(("\ufeff" + wide).encode("utf-16-be")), (HOSTILE,))
        yield Attack(f"{kind}-in-types.3mf", _with_types(doctype), (HOSTILE,))
    strange = model(mesh_object(), '<item objectid="1"/>', encoding="utf-7")
    yield Attack("utf7.3mf", package(strange), (UNREADABLE,))
    yield Attack("ebcdic.3mf", package(CUBE.replace("UTF-8", "cp037").encode("cp037")), (UNREADABLE,))


def _with_types(doctype: str) -> bytes:
    types = CONTENT_TYPES.replace("?><Types", f"?>{doctype}<Types")
    return zipped({"[Content_Types].xml": types.encode(), "_rels/.rels": START.encode(), "3D/a.model": CUBE.encode()})


def _shapes() -> Iterator[Attack]:
    yield Attack("deep.3mf", package(model("<a>" * 100_000 + "</a>" * 100_000, "")), (HOSTILE,))
    wide = "".join(f' a{n}="1"' for n in range(200_000))
    yield Attack("wide.3mf", package(model(f"<a{wide}/>", "")), (HOSTILE,))
    text = random.Random(0).randbytes(3 << 20).hex()
    yield Attack("text.3mf", package(model(f"<metadata>{text}</metadata>", "")), (TOO_LARGE,))
    yield Attack("cut.3mf", package(CUBE[: len(CUBE) // 2]), (UNREADABLE,))
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    # Nothing here follows an include, so the object it stands in simply has no mesh.
    yield Attack("include.3mf", package(model(include, '<item objectid="1"/>')), (UNREADABLE,))


def _graphs() -> Iterator[Attack]:
    doubling = mesh_object() + "".join(compound(n, n - 1, n - 1) for n in range(2, 32))
    yield Attack("billion-bodies.3mf", package(model(doubling, '<item objectid="31"/>')), (TOO_LARGE,))
    circle = mesh_object() + compound(2, 3) + compound(3, 2)
    yield Attack("circle.3mf", package(model(circle, '<item objectid="2"/>')), (HOSTILE,))
    yield Attack("itself.3mf", package(model(compound(2, 2), '<item objectid="2"/>')), (HOSTILE,))
    yield Attack("missing.3mf", package(model(mesh_object(), '<item objectid="7"/>')), (UNREADABLE,))
    yield Attack("missing-component.3mf", package(model(compound(2, 9), '<item objectid="2"/>')), (UNREADABLE,))
    chain = mesh_object() + "".join(compound(n, n - 1) for n in range(2, 50_000))
    yield Attack("chain.3mf", package(model(chain, '<item objectid="49999"/>')), (HOSTILE,))
    fan = "".join(compound(n) for n in range(2, 20_000)) + compound(20_000, *range(2, 20_000))
    yield Attack("fan.3mf", package(model(mesh_object() + fan, '<item objectid="20000"/>')), (TOO_LARGE,))
    crowd = '<item objectid="1"/>' * 10_001
    yield Attack("crowd.3mf", package(model(mesh_object(), crowd)), (TOO_LARGE,))
    far = f'<item objectid="1" p:path="/3D/other.model" xmlns:p="{PRODUCTION}"/>'
    yield Attack("other-part.3mf", package(model(mesh_object(), far)), (UNREADABLE,))


def _packages() -> Iterator[Attack]:
    for number in ("nan", "1e308", "-inf", "", "0x10"):
        text = CUBE.replace('x="0"', f'x="{number}"', 1)
        yield Attack(f"number-{number or 'none'}.3mf", package(text), (UNREADABLE,))
    turned = '<item objectid="1" transform="1 0 0 0 1 0 0 0 1 nan 0 0"/>'
    yield Attack("transform.3mf", package(model(mesh_object(), turned)), (UNREADABLE,))
    yield Attack("unit.3mf", package(CUBE.replace("millimeter", "parsec")), (UNREADABLE,))
    outside = START.replace("/3D/3dmodel.model", "http://127.0.0.1/x.model").replace("/>", ' TargetMode="External"/>')
    yield Attack("external-part.3mf", package(CUBE, relationships=outside), (HOSTILE,))
    climbing = START.replace("/3D/3dmodel.model", "../../../etc/passwd")
    yield Attack("climbing-part.3mf", package(CUBE, relationships=climbing), (HOSTILE,))
    drive = START.replace("/3D/3dmodel.model", "file:///etc/passwd")
    yield Attack("file-part.3mf", package(CUBE, relationships=drive), (HOSTILE,))
