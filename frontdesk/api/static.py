"""The files of the pages: made small once, kept in memory, and read again when they change. (B1)

A page with the widget on it pays for every byte; nobody runs a build, so the front desk serves modules, style sheets
and texts without comments and spaces, and compressed.
"""

import gzip
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

from rcssmin import cssmin
from rjsmin import jsmin
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

HEADERS = {
    "Access-Control-Allow-Origin": "*",  # the widget is loaded by other sites
    "Cache-Control": "no-cache",  # asked for anew each time, and answered with 304 while it is the same
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True)
class KeptFile:
    """A file as it is served. `version` says of which state of the file it was made."""

    version: tuple[int, int, int]
    content: bytes
    gzipped: bytes | None
    """None for what compression does not make smaller."""
    media_type: str
    etag: str


class StaticPages(StaticFiles):
    """Starlette's static files, with these files' small forms in place of the files themselves."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory)
        self._kept: dict[str, KeptFile] = {}

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """The file, or 304 for a client that has it. Minifying takes a millisecond, once for each change."""
        kept = self._newest(str(full_path), stat_result)
        request = Headers(scope=scope)
        compressed = kept.gzipped is not None and "gzip" in request.get("accept-encoding", "")
        response = Response(
            kept.gzipped if compressed else kept.content,
            status_code,
            {**HEADERS, "ETag": f'"{kept.etag}-gzip"' if compressed else f'"{kept.etag}"', "Vary": "Accept-Encoding"},
            kept.media_type,
        )
        if self.is_not_modified(response.headers, request):
            unchanged = NotModifiedResponse(response.headers)
            unchanged.headers.update(HEADERS)
            return unchanged
        if compressed:
            response.headers["Content-Encoding"] = "gzip"
        return response

    def _newest(self, path: str, stat: os.stat_result) -> KeptFile:
        version = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        kept = self._kept.get(path)
        if kept is None or kept.version != version:
            kept = self._kept[path] = _kept_file(Path(path), version)
        return kept


def _kept_file(path: Path, version: tuple[int, int, int]) -> KeptFile:
    content = path.read_bytes()
    if minify := MINIFIERS.get(path.suffix):
        content = minify(content.decode()).encode()
    gzipped = gzip.compress(content, mtime=0)
    return KeptFile(
        version,
        content,
        gzipped if len(gzipped) < len(content) else None,
        MEDIA_TYPES.get(path.suffix) or guess_type(path.name)[0] or "application/octet-stream",
        sha256(content).hexdigest()[:20],
    )


def _minified_json(text: str) -> str:
    return json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"))


MINIFIERS: dict[str, Callable[[str], str]] = {".css": cssmin, ".js": jsmin, ".json": _minified_json}
MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml"}
"""Those that a page depends on; `mimetypes` reads others from the machine it runs on."""
