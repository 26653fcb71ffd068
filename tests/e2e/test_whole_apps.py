"""The examples that are whole apps: a shop, a photo booth, a dashboard, labels, and a wall of sensors."""

import io
import re
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from .conftest import EXAMPLES, Served
from .waiting import eventually, until


def sign_in(page: Page, url: str, name: str) -> None:
    page.goto(url)
    page.get_by_role("combobox", name="Who are you?").click()
    page.get_by_role("option", name=name).click()
    page.get_by_label("Password", exact=True).fill("loom")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Orders")).to_be_visible()


@pytest.fixture
def shop(serve: Callable[..., Served]) -> str:
    return serve(EXAMPLES / "shop" / "app.py").url


def test_only_who_knows_the_password_gets_in(page: Page, shop: str) -> None:
    page.goto(shop)
    page.get_by_label("Password", exact=True).fill("guess")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("This is not the password.")).to_be_visible()
    page.goto(f"{shop}products")
    expect(page.get_by_role("heading", name="Products")).to_have_count(0)


def test_a_clerk_has_fewer_pages(page: Page, shop: str) -> None:
    sign_in(page, shop, "Grace")
    expect(page.get_by_role("link", name="Products")).to_have_count(0)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password", exact=True)).to_be_visible()
    sign_in(page, shop, "Ada")
    expect(page.get_by_role("link", name="Products")).to_be_visible()


def test_what_one_person_changes_the_other_sees_at_once(page: Page, shop: str) -> None:
    sign_in(page, shop, "Ada")
    other = page.context.new_page()
    sign_in(other, shop, "Grace")
    mark = other.get_by_role("button", name="Mark as packed")
    expect(mark).to_have_count(4)
    page.get_by_role("button", name="Mark as packed").first.click()
    expect(mark).to_have_count(3)


def test_an_order_is_taken_in_a_dialog_and_found_in_the_list_and_the_file(page: Page, shop: str) -> None:
    sign_in(page, shop, "Ada")
    page.get_by_role("button", name="New order").click()
    dialog = page.get_by_role("dialog", name="A new order")
    dialog.get_by_label("Customer").fill("Ada Lovelace")
    dialog.get_by_label("Pieces").fill("100")
    dialog.get_by_role("button", name="Take the order").click()
    expect(dialog.get_by_text("There are only 40")).to_be_visible()
    dialog.get_by_label("Pieces").fill("2")
    dialog.get_by_role("button", name="Take the order").click()
    expect(dialog).to_have_count(0)
    page.get_by_label("Search").fill("lovelace")
    page.get_by_label("Search").press("Enter")
    expect(page.get_by_text(re.compile("^31 · Ada Lovelace"))).to_be_visible()
    expect(page.get_by_text(re.compile("^30 ·"))).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    lines = download.value.path().read_text().splitlines()
    assert lines[0] == "number,day,customer,product,pieces,state,worth"
    assert len(lines) == 2
    assert "Ada Lovelace" in lines[1]


def test_a_delivery_is_looked_at_and_taken_over(page: Page, shop: str) -> None:
    sign_in(page, shop, "Ada")
    page.get_by_role("link", name="Delivery").click()
    content = b"name,price,stock\nSilk,14.9,8\nLinen,much,1\nLinen,5,5\n"
    page.locator("input[type=file]").set_input_files(
        {"name": "list.csv", "mimeType": "text/csv", "buffer": content}
    )
    expect(page.get_by_text("Line 3: could not convert")).to_be_visible()
    page.get_by_role("button", name="Take over 2 products").click()
    expect(page.get_by_text("2 products are in stock now.")).to_be_visible()
    page.get_by_role("link", name="Products").click()
    for name, stock in (("Silk", "8"), ("Linen", "30")):
        expect(page.get_by_role("row", name=re.compile(f"{name}.*{stock}$"))).to_be_visible()


def test_a_product_is_changed(page: Page, shop: str) -> None:
    sign_in(page, shop, "Ada")
    page.get_by_role("link", name="Products").click()
    page.get_by_role("spinbutton", name="In stock").fill("4")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Only 4 of “Merino, blue” are left.")).to_be_visible()


def test_the_booth_takes_a_photo_and_makes_a_strip(page: Page, serve: Callable[..., Served]) -> None:
    page.goto(serve(EXAMPLES / "booth" / "app.py").url)
    camera = page.get_by_role("button", name="Smile")
    camera.click()
    until(page, "document.querySelector('video')?.videoWidth > 0")
    camera.click()
    expect(page.get_by_alt_text("The photo, in the look “Print”")).to_be_visible()
    page.get_by_role("button", name="Add to the strip").click()
    page.get_by_text("Grey", exact=True).first.click()
    expect(page.get_by_alt_text("The photo, in the look “Grey”")).to_be_visible()
    page.get_by_role("button", name="Add to the strip").click()
    expect(page.get_by_text("Your strip (2 of 4)")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the strip").click()
    paper = Image.open(io.BytesIO(download.value.path().read_bytes()))
    assert paper.format == "JPEG"
    assert paper.height > 1.8 * paper.width


def test_the_booth_takes_an_upload_and_its_colours(page: Page, serve: Callable[..., Served]) -> None:
    page.goto(serve(EXAMPLES / "booth" / "app.py").url)
    page.get_by_role("tab", name="Upload").click()
    file = io.BytesIO()
    Image.new("RGB", (600, 300), "#204060").save(file, "png")
    page.locator("input[type=file]").set_input_files(
        {"name": "blue.png", "mimeType": "image/png", "buffer": file.getvalue()}
    )
    expect(page.get_by_alt_text("The photo, in the look “Print”")).to_be_visible()
    page.get_by_text("Plain", exact=True).first.click()
    expect(page.get_by_alt_text("The photo, in the look “Plain”")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save this one").click()
    photo = Image.open(io.BytesIO(download.value.path().read_bytes()))
    assert photo.size == (480 + 2 * 16, 480 + 2 * 16)
    red, green, blue = photo.getpixel((4, 4))
    assert (red < 60, 110 < green < 160, blue > 200) == (True, True, True)


def test_the_booth_says_that_a_file_is_no_picture(page: Page, serve: Callable[..., Served]) -> None:
    page.goto(serve(EXAMPLES / "booth" / "app.py").url)
    page.get_by_role("tab", name="Upload").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "words.png", "mimeType": "image/png", "buffer": b"words"}
    )
    expect(page.get_by_text("This file is not a picture.")).to_be_visible()


@pytest.mark.parametrize("name", ["shop", "booth"])
def test_the_apps_fit_a_narrow_window(page: Page, serve: Callable[..., Served], name: str) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    url = serve(EXAMPLES / name / "app.py").url
    if name == "shop":
        sign_in(page, url, "Ada")
    else:
        page.goto(url)
        expect(page.get_by_role("heading", name="Photo booth")).to_be_visible()
    until(page, "document.documentElement.scrollWidth <= 400")


def test_a_dashboard_follows_its_filters_and_gives_its_table_as_a_file(
    page: Page, serve: Callable[..., Served]
) -> None:
    page.goto(serve(EXAMPLES / "sales" / "app.py").url)
    revenue = page.locator(".tr-metric").filter(has_text="Revenue")
    expect(revenue).to_contain_text("€162,066")
    expect(revenue).to_contain_text("+6.8%")
    expect(page.get_by_test_id("stVegaLiteChart").nth(2).locator("svg[role=img]")).to_be_visible()
    # The whole table is in sight: its bars and lines are as narrow as the place wants it.
    grid = "document.querySelector('[role=grid]')"
    until(page, f"{grid} && {grid}.scrollWidth <= {grid}.clientWidth")
    page.get_by_role("radio", name="1 year").click()
    expect(revenue).not_to_contain_text("€162,066")
    page.get_by_role("checkbox", name="North").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the table").click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert lines[0] == "product,kind,revenue,pieces,change,share"
    assert len(lines) == 13
    for region in ("South", "East", "West"):
        page.get_by_role("checkbox", name=region).click()
    expect(page.get_by_text("No order fits these filters.")).to_be_visible()


def test_texts_get_labels_by_keys_and_in_a_table_and_a_step_is_taken_back(
    page: Page, serve: Callable[..., Served]
) -> None:
    page.goto(serve(EXAMPLES / "labels" / "app.py").url)
    progress = page.get_by_text(re.compile(r"\d+ of 24 texts have a label"))
    expect(page.get_by_role("heading", name="The scarf arrived")).to_be_visible()
    page.get_by_role("button", name="Praise").click()
    expect(page.get_by_role("heading", name="Two of the six bobbins")).to_be_visible()
    expect(progress).to_have_text("1 of 24 texts have a label")
    page.keyboard.press("2")
    expect(progress).to_have_text("2 of 24 texts have a label")
    page.get_by_role("grid").get_by_role("row").nth(4).get_by_role("gridcell").nth(1).dblclick()
    page.locator("[role=combobox]:focus").press_sequentially("Order")
    page.keyboard.press("Enter")
    expect(progress).to_have_text("3 of 24 texts have a label")
    page.get_by_role("combobox", name="Label").click()
    page.get_by_role("option", name="Order").click()
    expect(page.get_by_text("1 of 24 texts.")).to_be_visible()
    expect(page.get_by_role("grid")).to_contain_text("three more skeins")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download", exact=True).click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert [line.rsplit(",", 2)[1] for line in lines[1:5]] == ["Praise", "Complaint", "", "Order"]
    page.get_by_role("button", name="Undo").click()
    expect(progress).to_have_text("2 of 24 texts have a label")
    expect(page.get_by_text("0 of 24 texts.")).to_be_visible()


def test_a_wall_of_sensors_moves_stands_still_and_is_tested_by_threads(
    page: Page, serve: Callable[..., Served]
) -> None:
    page.goto(serve(EXAMPLES / "sensors" / "app.py").url)
    for name in ("Boiler", "Cold room", "Pressure", "Humidity", "Loom 1", "Power"):
        metric = page.locator(".tr-metric").filter(has_text=name)
        seen: set[str] = set()

        def readings() -> int:
            seen.add(metric.inner_text())
            return len(seen)

        eventually(page, readings, 3)
    page.get_by_text("Live", exact=True).click()
    expect(page.get_by_role("switch", name="Live")).not_to_be_checked()
    page.get_by_role("button", name="Test all sensors").click()
    expect(page.get_by_text("Tested: ")).to_have_count(6)
