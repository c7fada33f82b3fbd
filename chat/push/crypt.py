"""What Web Push asks of a sender: messages only the browser opens (RFC 8291, over RFC 8188), and a signature (RFC 8292). Pure.

The key of the signature is computed from the root key and stored nowhere, so that every process has the same.
"""

import base64
import json
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_CURVE = ec.SECP256R1()
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_RECORD = 4096


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where a browser is written to, and the keys that only it opens."""

    endpoint: str
    p256dh: bytes
    auth: bytes


def encode(content: bytes) -> str:
    """Base64 as the web writes it."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """The same, read.

    Raises:
        ValueError: it is not base64.
    """
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def check(p256dh: bytes, auth: bytes) -> None:
    """Refuse keys for which nothing can be sealed.

    Raises:
        ValueError.
    """
    ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, p256dh)
    if len(auth) != 16:
        raise ValueError("The secret has 16 bytes.")


def signing_key(seed: bytes) -> ec.EllipticCurvePrivateKey:
    """The key that signs, from 64 bytes of the root key's."""
    return ec.derive_private_key(int.from_bytes(seed) % (_ORDER - 1) + 1, _CURVE)


def public_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Its public half, an uncompressed point."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def authorization(key: ec.EllipticCurvePrivateKey, origin: str, subject: str, expires: int) -> str:
    """The header by which a push service knows who sends: for this origin, until `expires` (seconds since 1970, a day ahead at most)."""
    parts = ({"typ": "JWT", "alg": "ES256"}, {"aud": origin, "exp": expires, "sub": subject})
    told = ".".join(encode(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    r, s = decode_dss_signature(key.sign(told.encode(), ec.ECDSA(hashes.SHA256())))
    return f"vapid t={told}.{encode(r.to_bytes(32) + s.to_bytes(32))}, k={encode(public_bytes(key))}"


def seal(to: Subscription, content: bytes, *, own: ec.EllipticCurvePrivateKey | None = None, salt: bytes | None = None) -> bytes:
    """Encrypt for one browser, in one record. `own` and `salt` are made anew unless a test gives them."""
    own, salt = own or ec.generate_private_key(_CURVE), salt or secrets.token_bytes(16)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, to.p256dh)
    mine = public_bytes(own)
    key = _derived(to.auth, own.exchange(ec.ECDH(), theirs), b"WebPush: info\0" + to.p256dh + mine, 32)
    cipher = AESGCM(_derived(salt, key, b"Content-Encoding: aes128gcm\0", 16))
    nonce = _derived(salt, key, b"Content-Encoding: nonce\0", 12)
    head = salt + _RECORD.to_bytes(4) + bytes((len(mine),)) + mine
    return head + cipher.encrypt(nonce, content + b"\x02", None)


def _derived(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)
