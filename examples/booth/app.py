"""A photo booth: take a picture or upload one, choose its colours and its frame, and take the strip home.

    treadle run examples/booth/app.py

All looks are drawn at once, each in a thread of a pool.
"""

import io
from concurrent.futures import ThreadPoolExecutor

from PIL import Image, ImageEnhance, ImageFilter, ImageOps

import treadle as st

SIZE = 480

st.set_page_config(page_title="Photo booth", page_icon=":material/photo_camera:", layout="wide")


# Pictures ---------------------------------------------------------------------------------------------------


def grey(photo: Image.Image, ink: str) -> Image.Image:
    """Black and white."""
    return ImageOps.autocontrast(ImageOps.grayscale(photo)).convert("RGB")


def print_(photo: Image.Image, ink: str) -> Image.Image:
    """One ink on paper."""
    return ImageOps.colorize(ImageOps.autocontrast(ImageOps.grayscale(photo)), ink, "#fffaf0")


def pop(photo: Image.Image, ink: str) -> Image.Image:
    """Few colours, and loud ones."""
    return ImageOps.posterize(ImageEnhance.Color(ImageOps.autocontrast(photo)).enhance(2.2), 2)


def dream(photo: Image.Image, ink: str) -> Image.Image:
    """Soft light."""
    soft = photo.filter(ImageFilter.GaussianBlur(SIZE / 40))
    return ImageEnhance.Brightness(Image.blend(photo, soft, 0.6)).enhance(1.15)


def plain(photo: Image.Image, ink: str) -> Image.Image:
    """As it is."""
    return photo


LOOKS = {"Plain": plain, "Grey": grey, "Print": print_, "Pop": pop, "Dream": dream}


@st.cache_data(max_entries=20)
def square(data: bytes) -> Image.Image:
    """Return the middle of a picture, upright and in the size of the booth."""
    photo = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
    return ImageOps.fit(photo, (SIZE, SIZE))


@st.cache_data(max_entries=200, show_spinner=False)
def developed(data: bytes, look: str, ink: str, light: float, mirrored: bool) -> Image.Image:
    """Return a photo in one of the looks."""
    photo = ImageEnhance.Brightness(square(data)).enhance(light)
    return LOOKS[look](ImageOps.mirror(photo) if mirrored else photo, ink)


def framed(photo: Image.Image, width: int, colour: str) -> Image.Image:
    """Return a photo with a frame."""
    return ImageOps.expand(photo, width, colour)


def strip(photos: list[Image.Image], gap: int, colour: str) -> Image.Image:
    """Return photos below each other, as the machine at the station prints them."""
    side = max(photo.width for photo in photos)
    paper = Image.new("RGB", (side + 2 * gap, len(photos) * (side + gap) + gap), colour)
    for number, photo in enumerate(photos):
        paper.paste(photo.resize((side, side)), (gap, gap + number * (side + gap)))
    return paper


def as_jpeg(picture: Image.Image) -> bytes:
    """Return a picture as a file."""
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=92)
    return file.getvalue()


# The booth --------------------------------------------------------------------------------------------------

with st.sidebar:
    st.header("Colours")
    frame = st.color_picker("Frame", "#228be6")
    ink = st.color_picker("Ink of the print", "#5f3dc4")
    width = st.select_slider(
        "Width of the frame", [0, 8, 16, 24, 40], 16, format_func=lambda width: f"{width} px"
    )
    light = st.slider("Light", 0.5, 1.5, 1.0, 0.05)
    mirrored = st.toggle("As in a mirror", True)

st.title("Photo booth")
booth, result = st.columns([2, 3], gap="large")
camera, upload = booth.tabs([":material/photo_camera: Camera", ":material/upload: Upload"])
taken = camera.camera_input("Smile", label_visibility="collapsed")
given = upload.file_uploader("A picture", ["png", "jpg", "jpeg", "webp"], label_visibility="collapsed")
photo = taken or given
photos = st.session_state.setdefault("photos", [])

if photo is None:
    result.info(
        "Take a picture, or upload one. It stays on this server, and only as long as this page is open.",
        icon=":material/photo_camera:",
    )
else:
    data = photo.getvalue()
    try:
        square(data)
    except OSError:
        result.error("This file is not a picture.")
        st.stop()
    look = result.segmented_control("Look", LOOKS, default="Print", required=True, width="stretch")
    with ThreadPoolExecutor() as pool:
        pictures = pool.map(lambda each: developed(data, each, ink, light, mirrored), LOOKS)
        drawn = dict(zip(LOOKS, pictures, strict=True))
    picture = framed(drawn[look], width, frame)
    result.image(picture, width="stretch", alt=f"The photo, in the look “{look}”")
    for place, (name, each) in zip(
        result.columns(len(LOOKS), gap="small", wrap=False), drawn.items(), strict=True
    ):
        place.image(each.resize((160, 160)), name, width="stretch", alt=f"In the look “{name}”")
    keep, save = result.columns(2)
    if keep.button(
        "Add to the strip", icon=":material/add_photo_alternate:", type="primary", width="stretch"
    ):
        photos.append(picture)
    save.download_button(
        "Save this one",
        as_jpeg(picture),
        "photo.jpg",
        "image/jpeg",
        on_click="ignore",
        icon=":material/download:",
        width="stretch",
    )

if photos:
    last = photos[-4:]
    paper = strip(last, 16, frame)
    with booth:
        st.subheader(f"Your strip ({len(last)} of 4)")
        left, right = st.columns(2, wrap=False)
        left.image(paper, width="stretch", alt=f"A strip of {len(last)} photos")
        right.download_button(
            "Save the strip",
            as_jpeg(paper),
            "strip.jpg",
            "image/jpeg",
            on_click="ignore",
            icon=":material/download:",
        )
        if right.button("Begin again", icon=":material/delete:"):
            photos.clear()
            st.rerun()
