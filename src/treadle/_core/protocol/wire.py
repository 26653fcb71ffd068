"""Encoding and decoding of messages: MessagePack in both directions."""

from typing import Any

import msgspec

from .blob import Blob
from .message import ClientMessage, ServerMessage
from .source import Source


def _encode_extra(value: Any) -> Any:
    if isinstance(value, Blob):
        return value.data if value.inline else value.id
    if isinstance(value, Source):
        return value.id
    raise NotImplementedError(f"{type(value).__name__} cannot be sent to the browser")


# msgspec's encoders and decoders keep no state between calls, so threads can share them.
_encoder = msgspec.msgpack.Encoder(enc_hook=_encode_extra)
_client_decoder: msgspec.msgpack.Decoder[ClientMessage] = msgspec.msgpack.Decoder(ClientMessage)


def encode(message: ServerMessage) -> bytes:
    """Return a message to the browser as bytes.

    Texts and numbers that MessagePack cannot represent are replaced by similar ones. Otherwise one file name
    with an invalid character would make the whole page unsendable. Elements check their own values; this is
    for all others.
    """
    try:
        return _encoder.encode(message)
    except (UnicodeEncodeError, OverflowError):
        built = msgspec.to_builtins(message, builtin_types=(bytes,), enc_hook=_encode_extra)
        return _encoder.encode(_nearest(built))


def _nearest(value: Any) -> Any:
    match value:
        case str():
            return value.encode("utf-8", "replace").decode("utf-8")
        case bool():
            return value
        case int():
            return min(max(value, -(2**63)), 2**64 - 1)
        case list() | tuple():
            return [_nearest(item) for item in value]
        case dict():
            return {_nearest(key): _nearest(item) for key, item in value.items()}
    return value


def decode(frame: bytes) -> ClientMessage:
    """Return the message in a frame from a browser.

    Raises:
        msgspec.DecodeError: the frame is not MessagePack, or not one of our messages. The message of the
        error says where.
        UnicodeDecodeError: a text in it is not UTF-8.
        RecursionError: it is nested too deeply.
    """
    return _client_decoder.decode(frame)
