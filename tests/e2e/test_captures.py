"""The camera and the microphone in Chromium, which has false ones for tests."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from .waiting import until

Show = Callable[..., Page]


def test_a_photo_is_taken_and_taken_again(show: Show) -> None:
    page = show("""
import treadle as st
photo = st.camera_input("Knot")
st.text("got: " + (f"{photo.name} {photo.type} {photo.getvalue()[:3].hex()}" if photo else ""))
""")
    button = page.get_by_role("button", name="Knot")
    button.click()
    until(page, "document.querySelector('video')?.videoWidth > 0")
    button.click()
    expect(page.get_by_text("got: photo.jpg image/jpeg ffd8ff")).to_be_visible()
    expect(page.get_by_alt_text("What the camera has taken")).to_be_visible()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("got:", exact=True)).to_be_visible()


def test_sound_is_recorded_as_a_wav_file(show: Show) -> None:
    page = show("""
import wave
import treadle as st
sound = st.audio_input("Loom", sample_rate=8000)
if sound:
    with wave.open(sound) as file:
        st.text(f"got: {file.getframerate()} {file.getnchannels()} {file.getnframes() > 800}")
""")
    button = page.get_by_role("button", name="Loom")
    button.click()
    expect(page.get_by_role("timer")).to_have_text(re.compile("0:0[1-9]"))
    button.click()
    expect(page.get_by_text("got: 8000 1 True")).to_be_visible()


def test_a_message_is_recorded(show: Show) -> None:
    page = show("""
import treadle as st
said = st.chat_input("Ask", accept_audio=True)
st.text("got: " + (f"{said.audio.type} {said.text!r}" if said else ""))
""")
    page.get_by_role("button", name="Record").click()
    send = page.get_by_role("button", name="Send the recording")
    expect(send).to_be_visible()
    send.click()
    expect(page.get_by_text("got: audio/wav ''")).to_be_visible()
