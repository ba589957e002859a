"""Transport encryption: the two modes Discord has left (since 2024-11-18), both with a counter at the packet's end."""

import struct
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt

GCM, XCHACHA = "aead_aes256_gcm_rtpsize", "aead_xchacha20_poly1305_rtpsize"
MODES = (GCM, XCHACHA)

Seal = Callable[[bytes, bytes, int], bytes]
"""Makes a datagram of a clear head, a body, and the number of the packet."""


def sealer(mode: str, key: bytes) -> Seal:
    """How packets of one connection are closed; KeyError for a mode that does not exist."""
    return {GCM: _gcm, XCHACHA: _xchacha}[mode](key)


def _gcm(key: bytes) -> Seal:
    encrypt = AESGCM(key).encrypt

    def seal(head: bytes, body: bytes, count: int) -> bytes:
        nonce = struct.pack(">I", count)
        return head + encrypt(nonce + bytes(8), body, head) + nonce

    return seal


def _xchacha(key: bytes) -> Seal:
    def seal(head: bytes, body: bytes, count: int) -> bytes:
        nonce = struct.pack(">I", count)
        return head + crypto_aead_xchacha20poly1305_ietf_encrypt(body, head, nonce + bytes(20), key) + nonce

    return seal
