"""Mutable work in progress: the open and held carts, and print jobs. Never part of the day book."""

from sqlmodel import CheckConstraint, Field, Index, SQLModel

from pos_app.data.tables._partial import partial_index


class Cart(SQLModel, table=True):
    """A sale being rung up or held; its id becomes the sale's. One open cart a till.

    `approved_by` allowed the discount on the whole; `refund_to` is ``store_credit`` where money back
    does not go to the original tenders. `total_shown` is what the payment window showed last, in minor units.
    """

    __tablename__ = "cart"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'held')", name="cart_state"),
        CheckConstraint("discount_percent IS NULL OR discount_amount IS NULL", name="cart_discount"),
        partial_index("cart_open", "till", unique=True, where="state = 'open'"),
    )

    id: str = Field(primary_key=True, max_length=36)
    till: str = Field(max_length=20)
    state: str = "open"
    name: str = Field(default="", max_length=60)
    note: str = Field(default="", max_length=300)
    customer_id: int | None = Field(default=None, foreign_key="customer.id")
    project_id: int | None = Field(default=None, foreign_key="project.id")
    discount_percent: int | None = None
    discount_amount: int | None = None
    discount_reason: str = Field(default="", max_length=200)
    approved_by: str = Field(default="", max_length=40)
    quote_id: int | None = Field(default=None, foreign_key="quote.id")
    refund_to: str = Field(default="", max_length=20)
    total_shown: int | None = None
    selected: int = 0
    started_at: str
    started_by: str
    changed_at: str


class CartLine(SQLModel, table=True):
    """A line of a cart; `unit_price` (e6), `taxes`, `description` are set where they are not the product's.

    `taxes` is a comma-separated list of tax codes; `return_of_id` is the posted line that goes back.
    `priced_by` says whose `unit_price` it is: ``hand`` (an override, with its reason), ``label`` (a price
    label's barcode) or ``quote``. `gift_code` is the gift card that is topped up, "" for a new one.
    """

    __tablename__ = "cart_line"
    __table_args__ = (
        CheckConstraint("quantity <> 0", name="cart_line_quantity"),
        CheckConstraint("discount_percent IS NULL OR discount_amount IS NULL", name="cart_line_discount"),
        CheckConstraint("kind IN ('goods', 'return', 'gift_card', 'deposit', 'fee')", name="cart_line_kind"),
        CheckConstraint("priced_by IN ('', 'hand', 'label', 'quote')", name="cart_line_priced"),
        Index("cart_line_of", "cart_id", "position"),
    )

    id: int | None = Field(default=None, primary_key=True)
    cart_id: str = Field(foreign_key="cart.id", ondelete="CASCADE")
    position: int
    kind: str = "goods"
    product_id: int | None = Field(default=None, foreign_key="product.id")
    description: str = Field(default="", max_length=200)
    unit: str = "ea"
    quantity: int
    unit_price: int | None = None
    priced_by: str = ""
    taxes: str | None = None
    discount_percent: int | None = None
    discount_amount: int | None = None
    discount_label: str = Field(default="", max_length=60)
    reason: str = Field(default="", max_length=200)
    approved_by: str = Field(default="", max_length=40)
    gift_code: str = Field(default="", max_length=20)
    return_of_id: int | None = Field(default=None, foreign_key="sale_line.id")


class CartCoupon(SQLModel, table=True):
    """An offer code scanned into a cart."""

    __tablename__ = "cart_coupon"

    cart_id: str = Field(primary_key=True, foreign_key="cart.id", ondelete="CASCADE")
    code: str = Field(primary_key=True, max_length=20)


class CartReward(SQLModel, table=True):
    """A reward the customer wants to use with this cart."""

    __tablename__ = "cart_reward"
    __table_args__ = (CheckConstraint("times > 0", name="cart_reward_times"),)

    cart_id: str = Field(primary_key=True, foreign_key="cart.id", ondelete="CASCADE")
    reward: str = Field(primary_key=True, max_length=20)
    times: int = 1


class PrintJob(SQLModel, table=True):
    """A paper waiting for a printer: committed with the sale, sent in the background.

    A receipt names its sale, a quote its quote; all others say in `payload` (JSON) what to print or to open.
    """

    __tablename__ = "print_job"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'done', 'failed')", name="print_job_state"),
        CheckConstraint(
            "(kind = 'receipt' AND document_id IS NOT NULL) OR (kind = 'quote' AND quote_id IS NOT NULL)"
            " OR (kind IN ('explanation', 'x', 'z', 'drawer') AND payload <> '')",
            name="print_job_paper",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str = "receipt"
    document_id: int | None = Field(default=None, foreign_key="sale.id")
    quote_id: int | None = Field(default=None, foreign_key="quote.id")
    payload: str = ""
    target: str = Field(max_length=300)
    is_copy: bool = False
    state: str = Field(default="waiting", index=True)
    error: str = ""
    created_at: str
    done_at: str = ""
