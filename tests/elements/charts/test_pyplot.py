"""`st.pyplot`."""

import io
import threading

import numpy as np
import pytest
from PIL import Image

from treadle.testing import AppTest

HEAD = (
    "import treadle as st\nfrom matplotlib.figure import Figure\nfigure = Figure(figsize=(2, 1))\n"
    "figure.subplots().plot([1, 3, 2])\n"
)


def test_a_figure_is_an_image_that_is_sharp_on_fine_screens() -> None:
    at = AppTest.from_string(HEAD + "st.pyplot(figure, alt='A line')").run()
    (picture,) = at.image[0]._props.pictures
    assert picture.type == "image/png"
    assert picture.alt == "A line"
    width, height = Image.open(io.BytesIO(picture.blob.data)).size
    assert 300 < width < 500
    assert 150 < height < 300
    assert at.image[0].width == "stretch"


def test_arguments_of_savefig() -> None:
    at = AppTest.from_string(HEAD + "st.pyplot(figure, dpi=50, format='svg', width=300)").run()
    (picture,) = at.image[0]._props.pictures
    assert picture.type == "image/svg+xml"
    assert at.image[0].width == 300


def test_a_figure_is_emptied_if_the_app_says_so() -> None:
    at = AppTest.from_string(
        HEAD + "st.pyplot(figure, clear_figure=True)\nst.text(len(figure.axes))\nst.pyplot(figure)"
    ).run()
    assert at.text[0].value == "0"
    assert at.image[0].value != at.image[1].value


@pytest.mark.parametrize(
    ("call", "name"),
    [
        ("None", "MissingRequiredParameterError"),
        ("3", "InvalidParameterTypeError"),
    ],
)
def test_what_is_no_figure_is_an_error(call: str, name: str) -> None:
    (found,) = AppTest.from_string(f"import treadle as st\nst.pyplot({call})").run().exception
    assert found._props.type.endswith(name)


def test_write_shows_figures() -> None:
    assert len(AppTest.from_string(HEAD + "st.write(figure)\nfigure").run().image) == 2


def test_figures_of_several_threads_do_not_mix() -> None:
    script = """
import threading
import treadle as st
from matplotlib.figure import Figure

def draw(shade, place):
    for _ in range(5):
        figure = Figure(figsize=(1, 1), facecolor=str(shade))
        place.pyplot(figure, dpi=40)

places = [st.empty() for _ in range(6)]
threads = [threading.Thread(target=draw, args=(n / 5, place)) for n, place in enumerate(places)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""
    at = AppTest.from_string(script).run()
    shades = [
        np.asarray(Image.open(io.BytesIO(each._props.pictures[0].blob.data)))[0, 0, 0] for each in at.image
    ]
    assert [round(int(shade) / 51) for shade in shades] == list(range(6))
    assert threading.active_count() < 50
