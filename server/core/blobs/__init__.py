"""Files: one way in for all of them, and one place where they lie.

    request ─► counted, encrypted as it comes ─► quarantine ─► type by content, opened by force ─► scanner ─► kept

Nothing is written in clear at any moment: what examines a file reads it through a pipe. A file is in its place before
the row that names it is committed, and a file without a row is swept; a row without a file cannot be.
"""

from server.core.blobs.kinds import DOCUMENTS, LARGEST, SHARED, FileKind
from server.core.blobs.models import Blob, Scan
from server.core.blobs.pipeline import Blobs, Taken
from server.core.blobs.upload import Incoming, incoming

__all__ = ["DOCUMENTS", "LARGEST", "SHARED", "Blob", "Blobs", "FileKind", "Incoming", "Scan", "Taken", "incoming"]
