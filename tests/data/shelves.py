"""Hardware as labels in five languages name it, and how people at a counter type it."""

from __future__ import annotations

from pathlib import Path

from pos_app.data import search, tables
from pos_app.data.db import Database
from pos_app.data.tables import Product, ProductBarcode

# sku: name, words
LABELS = {
    "EN-SCREW": ("Deck screw T25 2½″, box of 200", "decking outdoor"),
    "EN-SEAL": ("Silicone sealant, bathroom, white", "caulk leak"),
    "EN-DRIVER": ("Screwdriver PH2 × 100", ""),
    "EN-HINGE": ("Door hinge 3-1/2 in, satin nickel", ""),
    "EN-HOSE": ("Garden hose 25 m", "watering"),
    "EN-PADLOCK": ("Padlock 40 mm, keyed alike", ""),
    "DE-DUEBEL": ("Spreizdübel 8 × 40 mm", "Wand"),
    "DE-SCHRAUBE": ("Holzschraube Senkkopf 4,5 × 50", ""),
    "FR-CHEVILLE": ("Cheville à frapper Ø 6 mm", "béton"),
    "TR-VIDA": ("Ahşap vidası 4×40 mm", "sunta"),
    "TR-CEKIC": ("Çekiç 500 gr, fiber saplı", "çivi"),
    "TR-KAPI": ("Kapı kolu, İnox", "giriş"),
    "TR-CIVI": ("Çivi 5 cm", ""),
    "TR-MUSLUK": ("Lavabo musluğu, krom", "batarya"),
    "TR-SIVI": ("Sıvı conta", ""),
    "TH-SCREW": ("ตะปูเกลียวปลายสว่าน 1 นิ้ว", "สกรู"),
    "TH-HAMMER": ("ค้อนหงอนด้ามไฟเบอร์", "ตอกตะปู"),
    "TH-PAINT": ("สีน้ำอะคริลิกภายนอก 1 แกลลอน", "ทาบ้าน"),
    "TH-PIPE": ("ท่อพีวีซี 18 มม. ยาว 4 เมตร", "ประปา"),
    "TH-VALVE": ("บอลวาล์วทองเหลือง", ""),
    "LA-NAIL": ("ຕະປູ 3 ນິ້ວ", "ຕອກໄມ້"),
    "LA-PAINT": ("ສີນ້ຳມັນ ສີຂາວ", "ທາປະຕູ"),
    "LA-HAMMER": ("ຄ້ອນຕີ ດ້າມໄມ້", ""),
    "LA-PIPE": ("ທໍ່ພີວີຊີ 20 ມມ", "ນ້ຳປະປາ"),
    "ZH-SCREW": ("M8 不锈钢内六角螺丝", "紧固件"),
    "ZH-HAMMER": ("羊角锤 木柄", "锤子 钉子"),
    "ZH-PIPE": ("PPR水管 20毫米 4米", "给水"),
    "ZH-PAINT": ("白色乳胶漆 5升", "墙面漆"),
    "ZH-BULB": ("LED灯泡 9W E27", "照明"),
    "ZH-PLIERS": ("尖嘴钳 6寸", "工具"),
}
BARCODES = {"EN-SCREW": "5012345678900", "ZH-SCREW": "6901234567892"}

FOUND = (
    # Latin: a letter wrong, missing, too many, two swapped; a blank missing or too many; plurals; parts of words
    ("deckscrew", "EN-SCREW"), ("deck screw", "EN-SCREW"), ("dekc screw", "EN-SCREW"),
    ("silicon sealant", "EN-SEAL"), ("siliconesealant", "EN-SEAL"), ("sea lant", "EN-SEAL"), ("selant", "EN-SEAL"),
    ("screw driver", "EN-DRIVER"), ("driver", "EN-DRIVER"), ("screwdrivers", "EN-DRIVER"), ("pad lock", "EN-PADLOCK"),
    ("hinges 3 1/2", "EN-HINGE"), ("doorhinge", "EN-HINGE"), ("hose 25m", "EN-HOSE"), ("hose25m", "EN-HOSE"),
    ("spreizdubel", "DE-DUEBEL"), ("SPREIZDÜBEL", "DE-DUEBEL"), ("dübel", "DE-DUEBEL"), ("spreizduebel", "DE-DUEBEL"),
    ("schrauben", "DE-SCHRAUBE"), ("senkkopf 4,5x50", "DE-SCHRAUBE"), ("cheville a frapper", "FR-CHEVILLE"),
    ("beton", "FR-CHEVILLE"), ("frapper 6mm", "FR-CHEVILLE"),
    # codes
    ("en-scr", "EN-SCREW"), ("5012345678900", "EN-SCREW"), ("78900", "EN-SCREW"), ("8900", "EN-SCREW"),
    ("67892", "ZH-SCREW"), ("５０１２３４５６７８９００", "EN-SCREW"),
    # Turkish: both ways of i and ı, letters without their marks, endings
    ("ahşap vida", "TR-VIDA"), ("AHŞAP VİDASI", "TR-VIDA"), ("ahsap vidası", "TR-VIDA"), ("vidalar", "TR-VIDA"),
    ("vida 4x40", "TR-VIDA"), ("çekiç", "TR-CEKIC"), ("cekic", "TR-CEKIC"), ("ÇEKİÇ", "TR-CEKIC"),
    ("cekci", "TR-CEKIC"), ("kapı kolu", "TR-KAPI"), ("KAPI KOLU", "TR-KAPI"), ("kapi", "TR-KAPI"),
    ("inox", "TR-KAPI"), ("ınox", "TR-KAPI"), ("İNOX", "TR-KAPI"), ("çivi", "TR-CIVI"), ("civi 5cm", "TR-CIVI"),
    ("musluk", "TR-MUSLUK"), ("musluklar", "TR-MUSLUK"), ("batarya", "TR-MUSLUK"), ("sivi", "TR-SIVI"),
    ("SIVI CONTA", "TR-SIVI"), ("çekiçler", "TR-CEKIC"), ("giris kapisi", "TR-KAPI"),
    # Thai: from the middle, tones left out or misplaced, blanks, a sign wrong or missing, digits
    ("ตะปู", "TH-SCREW"), ("เกลียว", "TH-SCREW"), ("สว่าน", "TH-SCREW"), ("สวาน", "TH-SCREW"),
    ("ตะปู เกลียว", "TH-SCREW"), ("ตะปูเกียว", "TH-SCREW"), ("ปลายสว่าน 1นิ้ว", "TH-SCREW"),
    ("ค้อน", "TH-HAMMER"), ("คอ้น", "TH-HAMMER"), ("ไฟเบอร์", "TH-HAMMER"), ("สีน้ำ", "TH-PAINT"),
    ("สีนํ้า", "TH-PAINT"), ("อะคริลิค", "TH-PAINT"), ("ภายนอก", "TH-PAINT"), ("พีวีซี", "TH-PIPE"),
    ("ท่อ ๑๘ มม", "TH-PIPE"), ("ท่อ 18mm", "TH-PIPE"), ("บอลวาวล์", "TH-VALVE"), ("ทองเหลือง", "TH-VALVE"),
    ("เเกลลอน สี", "TH-PAINT"),
    # Lao
    ("ຕະປູ", "LA-NAIL"), ("ຕະປູ 3 ນິ້ວ", "LA-NAIL"), ("ຕະປູ ໓", "LA-NAIL"), ("ສີນ້ຳມັນ", "LA-PAINT"),
    ("ສີນໍ້າມັນ", "LA-PAINT"), ("ສີຂາວ", "LA-PAINT"), ("ຂາວ", "LA-PAINT"), ("ຄ້ອນ", "LA-HAMMER"),
    ("ຄອນຕີ", "LA-HAMMER"), ("ດ້າມໄມ້", "LA-HAMMER"), ("ພີວີຊີ", "LA-PIPE"), ("ທໍ່ 20mm", "LA-PIPE"),
    ("ທາປະຕູ", "LA-PAINT"), ("ນ້ຳປະປາ", "LA-PIPE"),
    # Chinese: one and two signs, inside, a sign wrong, swapped or missing, mixed with Latin, full width
    ("锤", "ZH-HAMMER"), ("锤子", "ZH-HAMMER"), ("羊角锤", "ZH-HAMMER"), ("木柄", "ZH-HAMMER"), ("钳", "ZH-PLIERS"),
    ("螺丝", "ZH-SCREW"), ("丝", "ZH-SCREW"), ("六角", "ZH-SCREW"), ("M8 螺丝", "ZH-SCREW"), ("m8螺丝", "ZH-SCREW"),
    ("Ｍ８　螺丝", "ZH-SCREW"), ("螺丝 M8", "ZH-SCREW"), ("不锈钢螺丝", "ZH-SCREW"), ("内六角罗丝", "ZH-SCREW"),
    ("六内角螺丝", "ZH-SCREW"), ("不锈内六角螺丝", "ZH-SCREW"), ("水管 20mm", "ZH-PIPE"), ("20毫米水管", "ZH-PIPE"),
    ("ppr水管", "ZH-PIPE"), ("水管４米", "ZH-PIPE"), ("乳胶漆", "ZH-PAINT"), ("白色 漆", "ZH-PAINT"),
    ("乳胶漆5升", "ZH-PAINT"), ("灯泡", "ZH-BULB"), ("led 灯泡", "ZH-BULB"), ("灯炮", "ZH-BULB"),
    ("E27灯泡", "ZH-BULB"), ("尖嘴钳6寸", "ZH-PLIERS"),
)  # fmt: skip


def stocked(folder: Path) -> Database:
    """A database with these shelves, indexed."""
    db = Database(folder / "shop.db")
    tables.metadata().create_all(db.engine)
    with db.write() as session:
        for number, (sku, (name, words)) in enumerate(LABELS.items(), 1):
            session.add(Product(id=number, sku=sku, name=name, words=words, price=10_000))
        session.flush()
        for sku, barcode in BARCODES.items():
            session.add(ProductBarcode(barcode=barcode, product_id=list(LABELS).index(sku) + 1))
        session.flush()
        search.rebuild(session)
        session.commit()
    return db
