"""Images."""


def app_images():
    import numpy as np
    import streamlit as st

    dark = np.zeros((4, 6, 3), dtype="uint8")
    st.image(dark)
    st.image(dark, "A line", 100)
    st.image([dark, dark[:, :, 0]], ["one", "two"], alt=["a", None])
    st.image(np.zeros((2, 4, 4, 3)))
    st.image("<svg xmlns='http://www.w3.org/2000/svg'></svg>")
    st.image("https://example.org/x.png", link="https://example.org")
    st.image([])


def app_bad_captions():
    import numpy as np
    import streamlit as st

    st.image([np.zeros((4, 4))] * 2, "one")


def app_bad_pixels():
    import numpy as np
    import streamlit as st

    st.image(np.full((4, 4), 300))


def app_bad_shape():
    import numpy as np
    import streamlit as st

    st.image(np.zeros((4, 4, 5)))


def app_bad_link():
    import numpy as np
    import streamlit as st

    st.image([np.zeros((4, 4))] * 2, link="/page")


def app_bad_alt():
    import numpy as np
    import streamlit as st

    st.image([np.zeros((4, 4))] * 2, alt="one")


def app_bad_image_width():
    import numpy as np
    import streamlit as st

    st.image(np.zeros((4, 4)), width=0)


def app_more_images():
    import io

    import numpy as np
    import streamlit as st
    from PIL import Image

    dark = np.zeros((4, 6, 3), dtype="uint8")
    st.image(dark, use_container_width=True, clamp=True)
    st.image(dark, use_container_width=False, channels="BGR", output_format="JPEG")
    st.image(np.full((4, 4), 1.5), clamp=True, output_format="PNG", width="stretch")
    st.image(Image.new("RGBA", (3, 3)), caption="a *caption*", alt="")
    st.image(Image.new("L", (3, 3)), [1], link="/page")
    with io.BytesIO() as file:
        Image.new("RGB", (3, 3)).save(file, "png")
        st.image(file, alt="a file", width="content")
        st.image(file.getvalue(), width=7)


def app_bad_images():
    import numpy as np
    import streamlit as st

    dark = np.zeros((4, 6, 3), dtype="uint8")
    for number, attempt in enumerate(
        [
            lambda: st.image("nowhere.png"),
            lambda: st.image(b"no image"),
            lambda: st.image(5),
            lambda: st.image(None),
            lambda: st.image(dark, channels="CMY"),
            lambda: st.image(dark, output_format="BMP"),
            lambda: st.image(dark, ["a", "b"]),
            lambda: st.image([dark, dark], ["a"]),
            lambda: st.image(dark, width=-5),
            lambda: st.image(dark, width=0),
            lambda: st.image([dark, dark], link="https://example.org"),
            lambda: st.image(dark, link=5),
            lambda: st.image([dark, dark], alt="one"),
            lambda: st.image(dark, alt=["a", "b"]),
            lambda: st.image(np.zeros((2, 2, 2, 2, 2))),
            lambda: st.image(np.array(["a"])),
            lambda: st.image({}),
        ]
    ):
        try:
            attempt()
        except Exception as error:
            st.session_state[f"attempt {number:02}"] = type(error)


def app_figures():
    import streamlit as st
    from matplotlib.figure import Figure

    figure = Figure(figsize=(2, 1))
    figure.subplots().plot([1, 2])
    st.pyplot(figure)
    st.pyplot(figure, width=300, alt="a line")
    st.pyplot(figure, use_container_width=False, dpi=50, format="jpg")
    st.text(len(figure.axes))
    st.pyplot(figure, clear_figure=True, width="content")
    st.text(len(figure.axes))


def app_bad_figures():
    import streamlit as st
    from matplotlib.figure import Figure

    for number, attempt in enumerate(
        [
            lambda: st.pyplot(5),
            lambda: st.pyplot("figure"),
            lambda: st.pyplot(Figure(), width="wide"),
            lambda: st.pyplot(Figure(), width=0),
            lambda: st.pyplot(Figure(), format="nonsense"),
            lambda: st.pyplot(Figure(), alt=5),
        ]
    ):
        try:
            attempt()
        except Exception as error:
            st.session_state[f"attempt {number:02}"] = type(error)


def app_players():
    import datetime
    import io

    import numpy as np
    import streamlit as st

    st.audio(b"abc", "audio/mpeg", 3, end_time="1m14s", loop=True, autoplay=True, alt="A tone", width=300)
    st.audio(np.zeros((2, 30)), sample_rate=8000)
    st.audio("https://example.org/a.wav", start_time=datetime.timedelta(seconds=70))
    st.audio(None)
    subtitles = "1\n00:00:01,000 --> 00:00:02,000\nLook!"
    st.video(io.BytesIO(b"abc"), subtitles=subtitles, muted=True)
    st.video("https://youtu.be/abcdefghijk", start_time="20s")
    st.video(b"abc", subtitles={"None": "", "English": subtitles.encode()})


def app_bad_rate():
    import numpy as np
    import streamlit as st

    st.audio(np.zeros(9))


def app_bad_sound():
    import streamlit as st

    st.audio(3)


def app_bad_shape_of_sound():
    import numpy as np
    import streamlit as st

    st.audio(np.zeros((2, 2, 2)), sample_rate=8000)


def app_bad_start():
    import streamlit as st

    st.video(b"abc", start_time="soon")


def app_bad_end():
    import streamlit as st

    st.video(b"abc", start_time=5, end_time=5)


def app_bad_player_width():
    import streamlit as st

    st.audio(b"abc", width="content")


def app_bad_subtitles():
    import streamlit as st

    st.video(b"abc", subtitles={"English": "words"})


def app_subtitles_of_youtube():
    import streamlit as st

    st.video("https://youtu.be/abcdefghijk", subtitles="WEBVTT")
