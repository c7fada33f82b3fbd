"""Signing pages: PAdES B-B, with a certificate of the practice's own and a visible mark.

The certificate is self-made: it proves that the pages were not changed since, and that this practice's server signed them;
a person who wants to know whose it is compares its fingerprint with the practice.
"""

import io
from collections.abc import Callable
from datetime import datetime, timedelta

from asn1crypto import keys, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.stamp import TextStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

LASTS = timedelta(days=3650)
_BOX = (360, 90, 535, 150)
"""Where the mark stands on the last page, in points from its lower left corner."""


def new_certificate(practice: str, now: datetime) -> tuple[bytes, bytes]:
    """A certificate and its key (DER, and PKCS #8 DER) that a practice signs with."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = certificates.Name(
        [
            certificates.NameAttribute(NameOID.COMMON_NAME, practice[:64]),
            certificates.NameAttribute(NameOID.ORGANIZATION_NAME, practice[:64]),
        ]
    )
    usage = certificates.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    made = (
        certificates.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(certificates.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LASTS)
        .add_extension(certificates.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(Encoding.DER), key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def signed(pdf: bytes, certificate: bytes, key: bytes, *, who: str, shown: str) -> bytes:
    """The pages, signed in the name of `who`, with `shown` in the mark. It takes some 200 ms: never on the loop."""
    signer = signers.SimpleSigner(
        signing_cert=x509.Certificate.load(certificate),
        signing_key=keys.PrivateKeyInfo.load(key),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]  # it takes nothing
    )
    last = int(PdfFileReader(io.BytesIO(pdf)).root["/Pages"]["/Count"]) - 1
    out = io.BytesIO()
    sign: Callable[..., object] = signers.PdfSigner(
        signers.PdfSignatureMetadata(
            field_name="Signature", name=who, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES, location=None
        ),
        signer,
        stamp_style=TextStampStyle(stamp_text=shown, border_width=1),
        new_field_spec=fields.SigFieldSpec("Signature", on_page=last, box=_BOX),
    ).sign_pdf
    sign(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out)
    return out.getvalue()
