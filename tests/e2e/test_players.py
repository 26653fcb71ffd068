"""Sounds and films in a browser: fetched in parts, and played from where the app says."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, expect

from .waiting import until

Show = Callable[..., Page]

pytestmark = pytest.mark.timeout(120)

SOUND = """
    import numpy as np
    import treadle as st

    st.text("again" if st.button("Again") else "first")
    st.audio(np.sin(np.arange(3_000_000)), sample_rate=8000, start_time="1m30s", alt="A tone")
"""


def test_a_sound_is_fetched_in_parts_and_begins_where_the_app_says(show: Show, page: Page) -> None:
    answers: list[int] = []

    def note(response: Response) -> None:
        if "_treadle/blob" in response.url:
            answers.append(response.status)

    page.on("response", note)
    show(SOUND)
    sound = "document.querySelector('audio')"
    expect(page.locator("audio")).to_be_visible()
    until(page, f"{sound}.readyState > 0")
    until(page, f"{sound}.currentTime === 90")
    until(page, f"Math.round({sound}.duration) === 375")
    page.evaluate(f"{sound}.currentTime = 370")
    until(page, f"!{sound}.seeking && {sound}.currentTime === 370")
    assert set(answers) == {206}
    page.get_by_role("button", name="Again").click()
    expect(page.get_by_text("again", exact=True)).to_be_visible()
    until(page, f"{sound}.currentTime === 370")


@pytest.mark.both_servers
def test_a_large_file_is_streamed_from_the_disk(show: Show, page: Page, tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    app = f"""
    import wave
    import treadle as st

    with wave.open({str(path)!r}, "wb") as sound:
        sound.setnchannels(1), sound.setsampwidth(2), sound.setframerate(8000)
        sound.writeframes(bytes(3_000_000))
    st.audio({str(path)!r}, end_time="30s")
    """
    show(app)
    until(page, "document.querySelector('audio')?.readyState > 0")
    until(page, "document.querySelector('audio').duration === 187.5")
