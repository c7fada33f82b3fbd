"""The browser application's files: compressed ones for who accepts them, kept for ever, since their names change with their content."""

import mimetypes
import os
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

_CODINGS = (("br", ".br"), ("gzip", ".gz"))
_FOREVER = "public, max-age=31536000, immutable"


class Assets(StaticFiles):
    """Hashed files. The build writes `.br` and `.gz` beside every text; nothing is compressed while serving."""

    def file_response(
        self, full_path: os.PathLike[str] | str, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Answer with the smallest form that the reader accepts."""
        request = Headers(scope=scope)
        path, coding = _smallest(Path(full_path), request.get("accept-encoding", ""))
        media_type = mimetypes.guess_type(full_path)[0] or "application/octet-stream"
        headers = {"cache-control": _FOREVER, "vary": "accept-encoding"}
        if coding:
            headers["content-encoding"] = coding
            stat_result = path.stat()
        response = FileResponse(path, status_code=status_code, headers=headers, media_type=media_type, stat_result=stat_result)
        if self.is_not_modified(response.headers, request):
            return NotModifiedResponse(response.headers)
        return response


def _smallest(path: Path, accepted: str) -> tuple[Path, str | None]:
    """The file to send and its coding; a coding refused with `q=0` is not used."""
    wanted = {part.partition(";")[0].strip(): part.replace(" ", "") for part in accepted.lower().split(",")}
    for coding, suffix in _CODINGS:
        compressed = path.with_name(path.name + suffix)
        if coding in wanted and not wanted[coding].endswith(";q=0") and compressed.is_file():
            return compressed, coding
    return path, None
