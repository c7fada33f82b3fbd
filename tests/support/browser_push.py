"""A browser as a push service sees it: the keys that it keeps, and what it reads with them (RFC 8291)."""

import json
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from chat.push.crypt import decode, encode, public_bytes

CURVE = ec.SECP256R1()


@dataclass
class Browser:
    """One device."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(CURVE))
    auth: bytes = b"0123456789abcdef"

    @property
    def body(self) -> dict[str, str]:
        """What its page gives our server."""
        return {"endpoint": self.endpoint, "p256dh": encode(public_bytes(self.key)), "auth": encode(self.auth), "label": "Firefox"}

    def read(self, sealed: bytes) -> dict[str, Any]:
        """What a message says."""
        salt, length = sealed[:16], sealed[20]
        theirs = sealed[21 : 21 + length]
        secret = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
        ikm = HKDF(hashes.SHA256(), 32, self.auth, b"WebPush: info\0" + public_bytes(self.key) + theirs).derive(secret)
        cek = HKDF(hashes.SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(ikm)
        nonce = HKDF(hashes.SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(ikm)
        record = AESGCM(cek).decrypt(nonce, sealed[21 + length :], None)
        assert record.endswith(b"\x02"), "the last record of a message ends so"
        found: dict[str, Any] = json.loads(record[:-1])
        return found


def told_by(header: str) -> tuple[dict[str, Any], bytes]:
    """What `Authorization: vapid …` claims, and the public key that signed it; raises when the signature is wrong."""
    parts = dict(part.strip().split("=", 1) for part in header.removeprefix("vapid ").split(","))
    told, _, signature = parts["t"].rpartition(".")
    raw, key = decode(signature), decode(parts["k"])
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    ec.EllipticCurvePublicKey.from_encoded_point(CURVE, key).verify(der, told.encode(), ec.ECDSA(hashes.SHA256()))
    claims: dict[str, Any] = json.loads(decode(told.partition(".")[2]))
    return claims, key
