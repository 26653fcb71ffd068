"""What is decoded is what was meant, and nothing else is accepted."""

import msgspec
import pytest

from treadle._core.elements.text.text import Text
from treadle._core.protocol.blob import INLINE_LIMIT, Blob
from treadle._core.protocol.element import snake_case
from treadle._core.protocol.message import Ack, Batch, End, Insert, Interact, Open, Rerun, Set, Stop
from treadle._core.protocol.wire import decode, encode


@pytest.mark.parametrize(
    "message", [Ack(3), Interact([(5, True), (6, "x")]), Rerun(), Rerun("a=1"), Stop(), End()]
)
def test_a_browsers_message_arrives_as_it_was_sent(message):
    assert decode(msgspec.msgpack.encode(message)) == message


def test_messages_are_arrays_that_begin_with_their_name():
    assert msgspec.msgpack.decode(encode(Batch(1, [Set(4, {"body": "x"})])))[:3] == [
        "batch",
        1,
        [["set", 4, {"body": "x"}]],
    ]


def test_properties_that_have_their_default_are_not_sent():
    op = msgspec.msgpack.decode(encode(Batch(1, [Insert(3, 1, 0, "text", Text(body="x"))])))[2][0]
    assert op == ["insert", 3, 1, 0, "text", {"body": "x"}]


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"\xc1",
        b"\x93\xa8interact",
        msgspec.msgpack.encode({"ack": 1}),
        msgspec.msgpack.encode(["ack", "one"]),
        msgspec.msgpack.encode(["nonsense"]),
        msgspec.msgpack.encode(["interact", [[-1, True]]]),
        msgspec.msgpack.encode(["interact", [[1, True]] * 10_001]),
        msgspec.msgpack.encode(["open", 1, "x" * 201, "/", "", {}]),
        msgspec.msgpack.encode(["rerun", "x" * 16_385]),
    ],
)
def test_what_is_no_message_is_refused(frame):
    with pytest.raises(msgspec.DecodeError):
        decode(frame)


def test_an_open_message_needs_only_what_a_browser_must_know():
    message = decode(msgspec.msgpack.encode(["open", 1, None, "/", "", {}]))
    assert isinstance(message, Open)
    assert message.info.timezone == "UTC"


def test_a_small_blob_travels_itself_and_a_large_one_by_its_name():
    small, large = Blob(b"x"), Blob(b"x" * (INLINE_LIMIT + 1))
    sent = msgspec.msgpack.decode(encode(Batch(1, [Set(4, {"a": small, "b": large})])))[2][0][2]
    assert sent == {"a": b"x", "b": large.id}


def test_blobs_of_the_same_content_are_the_same():
    assert Blob(b"x") == Blob(b"x")
    assert hash(Blob(b"x")) == hash(Blob(b"x"))
    assert Blob(b"x") != Blob(b"y")


def test_a_document_is_another_blob_than_plain_bytes_with_its_content():
    document = Blob(b"<p>", "text/html")
    assert document != Blob(b"<p>")
    assert document == Blob(b"<p>", "text/html")
    assert not document.inline  # a browser fetches it by its URL


def test_what_cannot_be_sent_is_named():
    with pytest.raises(NotImplementedError, match="object"):
        encode(Batch(1, [Set(4, {"a": object()})]))


@pytest.mark.parametrize(
    ("name", "kind"), [("Text", "text"), ("TextInput", "text_input"), ("Exception_", "exception")]
)
def test_a_class_name_is_a_kind(name, kind):
    assert snake_case(name) == kind
