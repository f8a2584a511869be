"""Check digits of VAT numbers: one rule for each name in the column `check` of the table.

A rule gets what follows the prefix, already of the right form. Sources: the countries' own descriptions as collected by
VIES; each rule is tried in the tests on a number that is published.
"""

from collections.abc import Callable, Sequence


def weighted(digits: str, weights: Sequence[int]) -> int:
    """The sum of digits times weights, digit by digit."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def luhn(number: str) -> bool:
    """ISO/IEC 7812-1 annex B."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def mod_11_10(number: str) -> bool:
    """ISO/IEC 7064, MOD 11,10."""
    product = 10
    for digit in number[:-1]:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return (product + int(number[-1])) % 10 == 1


def _austria(number: str) -> bool:
    total = 4
    for place, digit in enumerate(number[1:8]):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return -total % 10 == int(number[8])


def _belgium(number: str) -> bool:
    return 97 - int(number[:8]) % 97 == int(number[8:])


def _bulgaria(number: str) -> bool:
    if len(number) == 10:
        return True  # persons: three rules, none of them published as complete
    rest = weighted(number[:8], range(1, 9)) % 11
    if rest == 10:
        rest = weighted(number[:8], range(3, 11)) % 11
    return rest % 10 == int(number[8])


def _cyprus(number: str) -> bool:
    odd = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)
    total = sum(odd[int(digit)] for digit in number[0:8:2]) + sum(int(digit) for digit in number[1:8:2])
    return chr(ord("A") + total % 26) == number[8]


def _czechia(number: str) -> bool:
    if len(number) > 8:
        return True  # persons: the birth number
    return (11 - weighted(number[:7], range(8, 1, -1)) % 11) % 10 == int(number[7])


def _denmark(number: str) -> bool:
    return weighted(number, (2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def _estonia(number: str) -> bool:
    return weighted(number, (3, 7, 1, 3, 7, 1, 3, 7, 1)) % 10 == 0


def _finland(number: str) -> bool:
    return weighted(number, (7, 9, 10, 5, 8, 4, 2, 1)) % 11 == 0


def _france(number: str) -> bool:
    if not number[:2].isdigit():
        return True  # keys with letters follow no published rule
    return (12 + 3 * (int(number[2:]) % 97)) % 97 == int(number[:2])


def _greece(number: str) -> bool:
    return weighted(number[:8], [2**power for power in range(8, 0, -1)]) % 11 % 10 == int(number[8])


def _hungary(number: str) -> bool:
    return weighted(number, (9, 7, 3, 1, 9, 7, 3, 1)) % 10 == 0


def _ireland(number: str) -> bool:
    if not number[1].isdigit():
        number = f"0{number[2:7]}{number[0]}{number[7]}"  # numbers given out before 1985
    total = weighted(number[:7], range(8, 1, -1))
    if len(number) == 9:
        total += 9 * (ord(number[8]) - ord("A") + 1)
    return "WABCDEFGHIJKLMNOPQRSTUV"[total % 23] == number[7]


def _latvia(number: str) -> bool:
    if number[0] in "0123":
        return True  # persons: a date of birth, or since 2017 no meaning
    return weighted(number, (9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1)) % 11 == 3


def _lithuania(number: str) -> bool:
    head, check = number[:-1], int(number[-1])
    rest = weighted(head, [1 + place % 9 for place in range(len(head))]) % 11
    if rest == 10:
        rest = weighted(head, [1 + (place + 2) % 9 for place in range(len(head))]) % 11
    return rest % 10 == check


def _luxembourg(number: str) -> bool:
    return int(number[:6]) % 89 == int(number[6:])


def _malta(number: str) -> bool:
    return weighted(number, (3, 4, 6, 7, 8, 9, 10, 1)) % 37 == 0


def _netherlands(number: str) -> bool:
    by_11 = weighted(number[:8], range(9, 1, -1)) % 11 == int(number[8])
    # Sole traders since 2020: ISO 7064 MOD 97-10 over "NL" and all, letters as 10 to 35.
    return by_11 or int("".join(str(int(sign, 36)) for sign in f"NL{number}")) % 97 == 1


def _norway(number: str) -> bool:
    return weighted(number[:9], (3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def _poland(number: str) -> bool:
    return weighted(number[:9], (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == int(number[9])


def _portugal(number: str) -> bool:
    check = 11 - weighted(number[:8], range(9, 1, -1)) % 11
    return (0 if check > 9 else check) == int(number[8])


def _romania(number: str) -> bool:
    head = number[:-1].zfill(9)
    return weighted(head, (7, 5, 3, 2, 1, 7, 5, 3, 2)) * 10 % 11 % 10 == int(number[-1])


def _slovakia(number: str) -> bool:
    return int(number) % 11 == 0


def _slovenia(number: str) -> bool:
    check = 11 - weighted(number[:7], range(8, 1, -1)) % 11
    return check % 10 == int(number[7]) and check != 11


def _spain(number: str) -> bool:
    letters = "TRWAGMYFPDXBNJZSQVHLCKE"
    if number[0].isdigit():
        return letters[int(number[:8]) % 23] == number[8]
    if number[0] in "XYZ":
        return letters[int(f"{'XYZ'.index(number[0])}{number[1:8]}") % 23] == number[8]
    if number[0] in "KLM":
        return letters[int(number[1:8]) % 23] == number[8]
    total = sum(int(digit) for digit in number[2:8:2])
    total += sum(sum(divmod(2 * int(digit), 10)) for digit in number[1:8:2])
    check = -total % 10
    # Which kinds of body end in a digit and which in a letter has changed over time: both are taken.
    return number[8] in (str(check), "JABCDEFGHI"[check])


def _sweden(number: str) -> bool:
    return luhn(number[:10])


def _switzerland(number: str) -> bool:
    return weighted(number[:9], (5, 4, 3, 2, 7, 6, 5, 4, 1)) % 11 == 0


def _united_kingdom(number: str) -> bool:
    if not number[:2].isdigit():
        return True  # government departments and health authorities
    total = weighted(number[:7], range(8, 1, -1)) + int(number[7:9])
    return total % 97 in (0, 42)  # 42: numbers given out since 2010, shifted by 55


CHECKS: dict[str, Callable[[str], bool]] = {
    "austria": _austria,
    "belgium": _belgium,
    "bulgaria": _bulgaria,
    "cyprus": _cyprus,
    "czechia": _czechia,
    "denmark": _denmark,
    "estonia": _estonia,
    "finland": _finland,
    "france": _france,
    "greece": _greece,
    "hungary": _hungary,
    "ireland": _ireland,
    "latvia": _latvia,
    "lithuania": _lithuania,
    "luhn": luhn,
    "luxembourg": _luxembourg,
    "malta": _malta,
    "mod_11_10": mod_11_10,
    "netherlands": _netherlands,
    "norway": _norway,
    "poland": _poland,
    "portugal": _portugal,
    "romania": _romania,
    "slovakia": _slovakia,
    "slovenia": _slovenia,
    "spain": _spain,
    "sweden": _sweden,
    "switzerland": _switzerland,
    "united_kingdom": _united_kingdom,
}
