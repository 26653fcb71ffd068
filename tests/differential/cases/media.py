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
