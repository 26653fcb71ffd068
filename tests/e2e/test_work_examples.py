"""The examples of work beside the page do what their text says."""

import re
from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect

from .conftest import EXAMPLES, Served
from .waiting import eventually

WORK = EXAMPLES / "work"
Serve = Callable[..., Served]


def seconds(page: Page, label: str) -> float:
    """The number of seconds that a metric shows."""
    metric = page.locator(".tr-metric").filter(has_text=label)
    expect(metric).to_contain_text(re.compile(r"\d+\.\d+ s"))
    found = re.search(r"(\d+\.\d+) s", metric.inner_text())
    assert found is not None
    return float(found[1])


def test_a_model_is_trained_with_progress_and_its_result_survives_a_reload(page: Page, serve: Serve) -> None:
    page.goto(serve(WORK / "train.py").url)
    page.get_by_role("button", name="Train").click()
    task = page.get_by_role("region", name="Task: Logistic regression")
    expect(task.get_by_role("progressbar")).to_have_attribute("aria-valuenow", re.compile(r"[1-9]"))
    expect(task.get_by_text(re.compile(r"epoch \d+: loss 0\.\d+"))).to_be_visible()
    expect(page.get_by_text(re.compile("Trained: the loss came down to"))).to_be_visible(timeout=30_000)
    shown = page.get_by_text("Trained:").inner_text()  # at once: the task has ended
    page.reload()
    expect(page.get_by_text("Trained:")).to_have_text(shown)


def test_a_training_is_cancelled_at_once_and_can_be_tried_again(page: Page, serve: Serve) -> None:
    served = serve(WORK / "train.py")
    page.goto(served.url)
    slider = page.get_by_role("slider")
    slider.focus()
    slider.press("End")
    page.get_by_role("button", name="Train").click()
    task = page.get_by_role("region", name="Task: Logistic regression")
    expect(task.get_by_text(re.compile(r"epoch \d+: loss"))).to_be_visible()
    (running,) = served.app.board.tasks()
    task.get_by_role("button", name="Cancel").click()
    expect(task.get_by_role("status")).to_have_text("Cancelled")
    assert running.cancelled()
    task.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("status").filter(has_text="Running").last).to_be_visible()
    task.get_by_role("button", name="Cancel").click()
    expect(task.get_by_role("status")).to_have_text("Cancelled")


def test_twenty_calls_take_the_time_of_one_as_coroutines_and_as_threads(page: Page, serve: Serve) -> None:
    page.goto(serve(WORK / "fetch.py").url)
    expect(page.get_by_text("One by one")).to_be_visible()
    expect(page.get_by_role("button", name="Again")).to_be_visible()
    one_by_one = seconds(page, "One by one")  # at once: the button comes when all have been measured
    eventually(page, lambda: seconds(page, "As coroutines"), lambda found: found < one_by_one)
    eventually(page, lambda: seconds(page, "As threads"), lambda found: found < one_by_one)


def test_an_answer_streams_while_the_page_is_used(page: Page, serve: Serve) -> None:
    page.goto(serve(WORK / "chat.py").url)
    page.get_by_role("slider").press("End")  # slowly, so that there is time to press
    expect(page.get_by_role("slider")).to_have_attribute("aria-valuenow", "500")
    page.get_by_role("button", name="Ask").click()
    growing = page.get_by_text("▌")
    expect(growing).to_contain_text("treadle")
    for presses in range(1, 4):
        before = growing.inner_text()  # at once: any state is as good
        page.get_by_role("button", name="Press me meanwhile").click()
        expect(page.locator(".tr-metric").filter(has_text="Presses")).to_contain_text(str(presses))
        eventually(page, growing.inner_text, lambda text: text != before)
    page.get_by_role("slider").press("Home")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_text("The answer is complete.")).to_be_visible(timeout=30_000)
    expect(growing).to_have_count(0)
    expect(page.get_by_text("None of them has to wait for another.")).to_have_count(1)


def test_a_batch_uses_all_processes(page: Page, serve: Serve) -> None:
    page.goto(serve(WORK / "batch.py", tasks_processes=2).url)
    page.get_by_role("button", name="Count").click()
    expect(page.get_by_text("17,984")).to_be_visible(timeout=30_000)
    expect(page.locator(".tr-metric").filter(has_text="Processes")).to_contain_text("2")


def test_ten_visitors_compute_once(chromium: Browser, serve: Serve) -> None:
    served = serve(WORK / "shared_cache.py")
    contexts = [chromium.new_context() for _ in range(10)]
    try:
        pages = [context.new_page() for context in contexts]
        for page in pages:
            page.goto(served.url, wait_until="commit")
        for page in pages:
            expect(page.locator(".tr-metric").filter(has_text="Computations")).to_have_text("Computations1")
    finally:
        for context in contexts:
            context.close()
