"""`st.camera_input`."""

from typing import Literal, Unpack, cast

from treadle._core.data.uploads import UploadedFile
from treadle._core.elements.checks import one_of
from treadle._core.elements.cursor import Cursor
from treadle._core.elements.parameters import Uploaded
from treadle._core.protocol.upload import Upload

from .common import look
from .file_uploader import ONE, Uploading
from .files import largest

CameraInputResolution = Literal["480p", "720p", "1080p"]
RESOLUTIONS: tuple[CameraInputResolution, ...] = ("480p", "720p", "1080p")


class CameraInput(Uploading, frozen=True, kw_only=True):
    """A camera, and a button to take a photo."""

    resolution: CameraInputResolution | None = None


def camera_input(
    self: Cursor,
    label: str,
    *,
    resolution: CameraInputResolution | None = None,
    **shared: Unpack[Uploaded],
) -> UploadedFile | None:
    """Show the user's camera with a button to take a photo.

    Return the photo as a JPEG file, None if there is none.

    The browser asks the user for permission. It gives a camera only to pages that come over HTTPS, or from
    the same machine.

    Args:
        label: what to take a photo of, in Markdown.
        resolution: "480p", "720p" or "1080p": the size of the photo, as near as the camera comes. None: the
            browser's choice.

    Raises:
        ValueError_: `resolution` is not one of these.
        ValueAssignmentNotAllowedError: the app sets the value by `st.session_state`.

    Example:
        >>> def app():
        ...     import treadle as st
        ...     if photo := st.camera_input("The knot"):
        ...         st.text(f"{photo.name}, {photo.size} bytes")
        >>> from treadle.testing import AppTest
        >>> at = AppTest.from_function(app).run()
        >>> at.camera_input[0].upload("knot.jpg", b"...").run().text[0].value
        'knot.jpg, 3 bytes'
    """
    props = CameraInput(
        **look(label, shared),
        upload=Upload(types=(".jpg",), max_size=largest(None)),
        resolution=None if resolution is None else one_of("resolution", resolution, RESOLUTIONS),
    )
    return cast(UploadedFile | None, self.ask(props, shared, codec=ONE))
