"""What is heard of a job while it works."""

import os
import pickle
import sys
import threading
import time

from treadle._core.processes import reports, worker
from treadle._core.processes.pool import OUTPUT_INTERVAL
from treadle._core.this_process import is_worker


def test_reports_arrive_and_the_last_one_always_does(shared):
    def work():
        from treadle._core.processes import worker

        job = worker.current()
        job.report(0.25, "first")
        for step in range(1000):
            job.report(step / 1000)
        job.report(2, "last")

    _, heard = shared.submit(work)
    heard.result()
    assert heard.reports[0] == (0.25, "first")
    assert heard.reports[-1] == (1.0, "last")


def test_ten_thousand_reports_a_second_become_a_few(shared):
    def work():
        from treadle._core.processes import worker

        job = worker.current()
        start = time.monotonic()
        for step in range(10_000):
            job.report(step / 10_000, str(step))
        return time.monotonic() - start

    _, heard = shared.submit(work)
    seconds = heard.result()
    assert heard.reports[-1] == (0.9999, "9999")
    assert len(heard.reports) <= seconds / 0.02 + 2
    assert [fraction for fraction, _ in heard.reports] == sorted(fraction for fraction, _ in heard.reports)


def test_a_report_that_waited_is_sent_though_the_job_says_nothing_more(shared):
    def work():
        from treadle._core.processes import worker

        worker.current().report(0.1)
        worker.current().report(0.2, "now comes a long computation")
        time.sleep(1e6)

    job, heard = shared.submit(work)
    heard.until(lambda heard: heard.reports[-1:] == [(0.2, "now comes a long computation")])
    job.cancel()


def test_reports_come_from_any_thread_of_the_job(shared):
    def work():
        from treadle._core.processes import worker

        job = worker.current()
        threads = [threading.Thread(target=job.report, args=(0.5, str(n))) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    _, heard = shared.submit(work)
    heard.result()
    assert heard.reports[-1][0] == 0.5


def test_a_thread_that_outlives_its_job_reports_nothing_into_the_next(make):
    driver = make(size=1)

    def leave_a_thread():
        from treadle._core.processes import worker

        job = worker.current()

        def go_on():
            while True:
                job.report(0.99, "from the past")
                time.sleep(0.001)

        threading.Thread(target=go_on, daemon=True).start()

    driver.run(leave_a_thread)
    _, heard = driver.submit(time.sleep, 0.1)
    heard.result()
    assert heard.reports == []


def test_a_text_that_has_no_end_is_cut(shared):
    def work():
        from treadle._core.processes import worker

        worker.current().report(None, "x" * 1_000_000)

    _, heard = shared.submit(work)
    heard.result()
    assert heard.reports == [(None, "x" * worker.TEXT_LIMIT)]


def test_what_is_printed_is_heard_from_python_and_from_below(shared):
    def work():
        print("by print")
        sys.stderr.write("by stderr\n")
        os.write(1, "below Python: ü\n".encode())
        os.system("echo by a child")
        print("no line end", end="")

    _, heard = shared.submit(work)
    heard.result()
    assert heard.printed == "by print\nby stderr\nbelow Python: ü\nby a child\nno line end"


def test_output_belongs_to_the_job_that_printed_it(make):
    driver = make(size=1)
    said = []
    for number in range(20):
        _, heard = driver.submit(print, number)
        heard.result()
        said.append(heard.printed)
    assert said == [f"{number}\n" for number in range(20)]


def test_output_without_end_waits_for_its_reader_and_holds_up_no_other(make):
    driver = make(size=2)

    def flood():
        while True:
            print("x" * 1000)

    job, _ = driver.running(flood)
    for _ in range(20):
        assert driver.run(lambda: 1) == 1
    assert job.cancel() is True


def test_ten_thousand_lines_a_second_are_all_heard_in_few_pieces(shared):
    pieces = []
    start = time.monotonic()
    _, heard = shared.submit(lambda: [print(n) for n in range(10_000)] and None)
    hear = heard.output
    heard.output = lambda text: (pieces.append(text), hear(text))
    heard.result()
    assert heard.printed == "".join(f"{n}\n" for n in range(10_000))
    assert len(pieces) <= (time.monotonic() - start) / OUTPUT_INTERVAL + 2


def test_there_is_no_current_job_outside_of_a_worker():
    assert worker.current() is None
    assert not is_worker()


def test_a_job_knows_its_name_and_key(shared):
    def look():
        from treadle._core.processes import worker

        return worker.current().name, worker.current().key

    heard = type(shared.submit(int)[1])()
    shared.pool.submit(shared.pool.call(look, name="a name", key="a key"), heard)
    assert heard.result() == ("a name", "a key")


def test_events_that_fail_are_logged_and_harm_nobody(make, caplog):
    driver = make(size=1)
    _, heard = driver.submit(lambda: [print("on"), 3][-1])
    heard.output = heard.started = None
    assert heard.result() == 3
    assert driver.run(lambda: 1) == 1
    assert "what listens to a process job failed" in caplog.text


def test_values_arrive_in_order_and_as_they_were(shared):
    def work():
        job, losses = worker.current(), []
        for step in range(5):
            losses.append(step)
            job.report(value=losses)

    _, heard = shared.submit(work)
    heard.result()
    values = [pickle.loads(value) for batch in heard.values_heard for value in batch]
    assert values == [list(range(length)) for length in range(1, 6)]


def test_a_hundred_thousand_values_become_a_few_messages_and_the_last_arrives(shared):
    def work():
        began = time.monotonic()
        for step in range(100_000):
            worker.current().report(value=step)
        return time.monotonic() - began

    _, heard = shared.submit(work)
    seconds = heard.result()
    assert len(heard.values_heard) <= seconds / 0.02 + 2
    assert all(len(batch) <= reports.COUNT for batch in heard.values_heard)
    values = [pickle.loads(value) for batch in heard.values_heard for value in batch]
    assert values == sorted(values)
    assert values[-1] == 99_999


def test_a_value_that_waited_is_sent_though_the_job_says_nothing_more(shared):
    def work():
        worker.current().report({"loss": 1})
        worker.current().report({"loss": 2})
        time.sleep(1e6)

    job, heard = shared.submit(work)
    heard.until(lambda heard: heard.values_heard and pickle.loads(heard.values_heard[-1][-1]) == {"loss": 2})
    assert heard.reports == []  # it has not said how much is done
    job.cancel()
