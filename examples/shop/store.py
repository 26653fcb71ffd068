"""What the shop has and sells. All visitors share it; a real shop would ask its database here."""

import csv
import datetime
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import treadle as st

STATES = ("new", "packed", "sent")


@dataclass
class Product:
    """Something that the shop sells."""

    name: str
    price: float
    stock: int


@dataclass
class Order:
    """Some of a product, for somebody."""

    number: int
    day: datetime.date
    customer: str
    product: str
    pieces: int
    state: str = "new"


@dataclass
class Shop:
    """The products by name, and the orders by number."""

    products: dict[str, Product] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)

    def worth(self, order: Order) -> float:
        """Return what an order costs."""
        return order.pieces * self.products[order.product].price

    def take(self, day: datetime.date, customer: str, product: str, pieces: int) -> int:
        """Take an order and return its number."""
        self.products[product].stock -= pieces
        number = max(self.orders, default=0) + 1
        self.orders[number] = Order(number, day, customer, product, pieces)
        return number

    def line(self, order: Order) -> str:
        """Return what an order is, in a line."""
        return f"{order.pieces} × {order.product}, € {self.worth(order):,.2f}, {order.day:%d %B}"


@st.cache_resource
def _shop() -> Shop:
    goods = [
        ("Merino, blue", 7.5, 40),
        ("Merino, red", 7.5, 3),
        ("Linen", 5.2, 25),
        ("Shuttle", 18.0, 12),
        ("Loom", 240.0, 2),
    ]
    shop = Shop({name: Product(name, price, stock) for name, price, stock in goods})
    people = ["Anni Albers", "Gunta Stölzl", "Joseph Marie", "Otti Berger", "Lenore Tawney"]
    today = datetime.date(2026, 6, 1)
    for number in range(1, 31):
        day = today - datetime.timedelta(30 - number)
        state = STATES[min(2, (32 - number) // 6)]
        product = goods[number * 7 % len(goods)][0]
        shop.orders[number] = Order(number, day, people[number * 3 % 5], product, 1 + number % 4, state)
    return shop


def shop() -> Shop:
    """Return the shop. A page that reads it runs again when anybody changes it."""
    st.shared("changes", 0).value
    return _shop()


@contextmanager
def changing() -> Iterator[Shop]:
    """Let a block change the shop: one at a time. All who look at it see the change."""
    with st.lock("shop", scope="app"):
        yield _shop()
    st.shared("changes", 0).update(lambda number: number + 1)


def rows(file: io.BytesIO) -> Iterator[tuple[int, Product | str]]:
    """Yield the products of a CSV file with `name`, `price` and `stock`, or what is wrong in a line."""
    reader = csv.DictReader(io.StringIO(file.getvalue().decode("utf-8-sig", "replace")))
    for line, row in enumerate(reader, 2):
        try:
            product = Product(row["name"].strip(), float(row["price"]), int(row["stock"]))
        except (KeyError, ValueError, AttributeError, TypeError) as error:
            yield line, f"Line {line}: {error}"
            continue
        yield (
            line,
            product
            if product.name and product.price >= 0 and product.stock >= 0
            else f"Line {line}: empty or negative",
        )


def as_csv(records: list[dict]) -> str:
    """Return records as the text of a CSV file."""
    text = io.StringIO()
    if records:
        writer = csv.DictWriter(text, records[0])
        writer.writeheader()
        writer.writerows(records)
    return text.getvalue()
