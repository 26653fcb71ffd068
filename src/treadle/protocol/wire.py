"""Encoding and decoding: MessagePack both ways."""

from typing import Any

import msgspec

from .blob import Blob
from .message import ClientMessage, ServerMessage


def _encode_extra(value: Any) -> Any:
    if isinstance(value, Blob):
        return value.data if value.inline else value.id
    raise NotImplementedError(f"{type(value).__name__} cannot be sent to the browser")


# msgspec's encoders and decoders keep no state between calls that another thread could see.
_encoder = msgspec.msgpack.Encoder(enc_hook=_encode_extra)
_client_decoder: msgspec.msgpack.Decoder[ClientMessage] = msgspec.msgpack.Decoder(ClientMessage)


def encode(message: ServerMessage) -> bytes:
    """Return a message to the browser as bytes."""
    return _encoder.encode(message)


def decode(frame: bytes) -> ClientMessage:
    """Return the message in a frame from a browser.

    Raises:
        msgspec.DecodeError: the frame is not MessagePack, or not a message of ours; says where.
        UnicodeDecodeError: a text in it is not UTF-8.
        RecursionError: it is nested too deeply.
    """
    return _client_decoder.decode(frame)
