"""Made-up products and customers of a hardware shop: the same number and chance give the same ones."""

import random

from pos_app.domain.barcodes import check_digit

THINGS = (
    "Deck screw|Wood screw|Machine screw|Hex bolt|Carriage bolt|Wall plug|Silicone sealant|Interior eggshell|"
    "Masonry bit|Twist drill|Claw hammer|Furnace filter|P-trap|Pipe elbow|Ball valve|Chain|Rope|Wall tile|"
    "Grout float|Extension cable|Lamp bulb|Door hinge|Padlock|Key blank|Fence post|Garden hose|Paint brush|"
    "Roller sleeve|Sanding disc|Mower belt|Spirit level|Tape measure|Cable tie|Junction box|Wire nut"
).split("|")
KINDS = (
    "galvanised stainless brass zinc black white brown clear heavy outdoor bathroom universal fine".split()
)
BRANDS = "Northway Halden Corvo Brightly Tamsin Ironleaf Opal Quarry Redfern Sable".split()
SIZES = "2½″|1½″|¾″|5 mm|8 mm|16 × 25|30 × 60|M8 × 40|10 oz|1 gal|60 W|18 V".split("|")
WORDS = (
    "fix hang seal drain leak wood wall garden kitchen bath deck fence paint floor roof cable water".split()
)
FIRST = "Maria Jorge Anna Piotr Chen Aylin Mehmet Sofia Lars Ingrid José Chloé Omar Fatma Ivan Noor".split()
LAST = "Kowalski Ortega Lind Novak Meyer Şahin Çelik Müller Andersen Okafor Haddad Rossi Dubois Silva".split()


def product(rng: random.Random, number: int) -> dict[str, object]:
    """A product as the table has it; its price is e4."""
    made_up = "".join(rng.choice("bcdfgklmnprst") + rng.choice("aeiou") for _ in range(rng.randint(2, 4)))
    name = f"{rng.choice(THINGS)}, {rng.choice(KINDS)} {rng.choice(SIZES)} {made_up} {rng.randint(1, 999)}"
    return {
        "id": number, "sku": sku(number), "name": name, "words": " ".join(rng.sample(WORDS, 3)),
        "brand": rng.choice(BRANDS), "price": rng.randint(100, 900_000),
        "bin": f"{rng.choice('ABCDEFGH')}{rng.randint(1, 40)}-{rng.randint(1, 30):02}",
        "supplier_code": f"{rng.choice(BRANDS)[:2].upper()}{rng.randint(1000, 99999)}",
    }  # fmt: skip


def customer(rng: random.Random, number: int) -> dict[str, object]:
    """A customer as the table has it."""
    phone = f"555{rng.randint(0, 9_999_999):07}"
    made_up = "".join(rng.choice("bcdfgklmnprst") + rng.choice("aeiou") for _ in range(rng.randint(2, 4)))
    last = rng.choice(LAST) if rng.random() < 0.3 else made_up.title()
    return {
        "id": number, "code": code(number), "name": f"{rng.choice(FIRST)} {last}",
        "phone": f"+1{phone}", "phone_shown": f"{phone[:3]} {phone[3:]}",
        "company": f"{rng.choice(LAST)} Hardware Co {rng.randint(1, 50)}" if rng.random() < 0.1 else "",
    }  # fmt: skip


def sku(number: int) -> str:
    """The SKU of the product of that number."""
    return f"SKU-{number:07}"


def code(number: int) -> str:
    """The code of the customer of that number."""
    return f"C{number:06}"


def gtin(number: int) -> str:
    """The barcode of the product of that number."""
    body = f"500{number:09}"
    return body + check_digit(body)
