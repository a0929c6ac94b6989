"""The files of the pages as browsers get them: small, current, and nothing beside them."""

import gzip
import json
import os
import posixpath
import re
from pathlib import Path

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from starlette.applications import Starlette

from frontdesk.api.app import WEB
from frontdesk.api.static import StaticPages

MOST_BYTES = 25_000
MOST_BYTES_OF_A_PART = 2_000
WIDGET = "/static/widget/helpline.js"
LANGUAGE = "/static/widget/texts/en.json"
LOADED = re.compile(r"""(?:from|import)\s*\(?"(\.[^"]+)"|"(\.[^"]+\.css)\"""")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files of our own below `web`, and one beside it that nobody may read."""
    (tmp_path / "secret.txt").write_text("secret")
    web = tmp_path / "web"
    web.mkdir()
    return web


class Files:
    """The same class on a folder of our own."""

    def __init__(self, folder: Path) -> None:
        self.app = Starlette()
        self.app.mount("/static", StaticPages(folder))

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        """Ask for a path that is sent as it is written here."""

        async def answer() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app)) as client:
                address = httpx.URL("http://desk.example/", raw_path=path.encode())
                return await client.get(address, headers=headers)

        with start_blocking_portal() as portal:
            return portal.call(answer)


@pytest.fixture
def files(folder: Path) -> Files:
    """Serves `folder`."""
    return Files(folder)


def wire_bytes(client: httpx.Client, path: str) -> int:
    """How many bytes the body of a file has on the line."""
    with client.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as response:
        assert response.status_code == 200, path
        assert response.headers["Content-Encoding"] == "gzip", path
        return sum(map(len, response.iter_raw()))


def loaded_by(client: httpx.Client, *paths: str) -> set[str]:
    """Files and everything that they load, as a browser finds it: imports, also those made later, and style sheets.

    But for the parts that few conversations need.
    """
    waiting, known = list(paths), set[str]()
    while waiting:
        current = waiting.pop()
        if current in known:
            continue
        known.add(current)
        if current.endswith(".js"):
            waiting += [path for path in loads(client, current) if not is_part(path)]
    return known


def loads(client: httpx.Client, module: str) -> list[str]:
    """What one module loads itself."""
    found = (match[1] or match[2] for match in LOADED.finditer(client.get(module).text))
    return [posixpath.normpath(posixpath.join(posixpath.dirname(module), name)) for name in found]


def is_part(path: str) -> bool:
    """Whether it comes only when it is needed."""
    return posixpath.basename(posixpath.dirname(path)) == "parts"


def test_everything_that_the_widget_loads_is_small(anonymous: httpx.Client) -> None:
    """At most 25,000 bytes over the wire until somebody needs more than to talk, each file for itself. (B1)"""
    sizes = {path: wire_bytes(anonymous, path) for path in loaded_by(anonymous, WIDGET, LANGUAGE)}
    expected = {"chat.js", "request.js", "widget.css", "tokens.css", "en.json", "accent.js"}
    assert expected <= {posixpath.basename(path) for path in sizes}
    assert sum(sizes.values()) <= MOST_BYTES, json.dumps(sizes, indent=1)


def test_what_few_conversations_need_is_loaded_later_and_small_too(anonymous: httpx.Client) -> None:
    """No part is imported outright, and each costs at most 2,000 bytes with its styles. (B1)"""
    first = loaded_by(anonymous, WIDGET, LANGUAGE)
    modules = [path for path in first if path.endswith(".js")]
    parts = {path for module in modules for path in loads(anonymous, module) if is_part(path)}
    assert {posixpath.basename(path) for path in parts} == {p.name for p in (WEB / "widget" / "parts").glob("*.js")}
    at_once = re.compile(r"""from\s*"[^"]*/parts/""")
    assert [module for module in modules if at_once.search(anonymous.get(module).text)] == []
    for part in parts:
        own = {part, *filter(is_part, loads(anonymous, part))}
        assert sum(wire_bytes(anonymous, path) for path in own) <= MOST_BYTES_OF_A_PART, own


@pytest.mark.parametrize("path", ["widget/chat.js", "shared/tokens.css", "widget/texts/en.json", "demo/favicon.svg"])
def test_what_has_not_changed_is_not_sent_again(anonymous: httpx.Client, path: str) -> None:
    """A browser that has the file hears 304 and gets no body, by either form of its name for the file."""
    first = anonymous.get(f"/static/{path}")
    for known in (first.headers["ETag"], f'"other", W/{first.headers["ETag"]}'):
        again = anonymous.get(f"/static/{path}", headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert anonymous.get(f"/static/{path}", headers={"If-None-Match": '"other"'}).status_code == 200


def test_compressed_and_plain_forms_are_not_taken_for_each_other(anonymous: httpx.Client) -> None:
    """Both have the same content, and names of their own."""
    plain = anonymous.get(WIDGET, headers={"Accept-Encoding": "identity"})
    compressed = anonymous.get(WIDGET, headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert plain.content == compressed.content
    assert plain.headers["ETag"] != compressed.headers["ETag"]
    assert "Accept-Encoding" in plain.headers["Vary"] and "Accept-Encoding" in compressed.headers["Vary"]
    crossed = {"Accept-Encoding": "identity", "If-None-Match": compressed.headers["ETag"]}
    assert anonymous.get(WIDGET, headers=crossed).status_code == 200


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("widget/helpline.js", "text/javascript; charset=utf-8"),
        ("widget/widget.css", "text/css; charset=utf-8"),
        ("widget/texts/en.json", "application/json"),
        ("demo/favicon.svg", "image/svg+xml"),
        ("desk/index.html", "text/html; charset=utf-8"),
    ],
)
def test_types_and_rules_are_said(anonymous: httpx.Client, path: str, media_type: str) -> None:
    """Every file says what it is, that it may be used by other sites, and that it is to be asked for anew."""
    headers = anonymous.get(f"/static/{path}").headers
    assert headers["Content-Type"] == media_type
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["Cache-Control"] == "no-cache"
    assert "default-src 'self'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "%2e%2e/secret.txt",
        "a/..%2f..%2fsecret.txt",
        "..%5csecret.txt",
        "%2fetc/passwd",
        "a%00.js",
    ],
)
def test_nothing_beside_the_folder_is_served(files: Files, folder: Path, path: str) -> None:
    """Whatever an address says, it does not leave the folder."""
    answer = files.get(f"/static/{path}")
    assert answer.status_code == 404
    assert "secret" not in answer.text


def test_a_link_that_leads_out_of_the_folder_is_not_followed(files: Files, folder: Path) -> None:
    """A symbolic link is no way out either."""
    (folder / "link.txt").symlink_to(folder.parent / "secret.txt")
    assert files.get("/static/link.txt").status_code == 404


def test_a_file_that_changed_is_read_again(files: Files, folder: Path) -> None:
    """Also when its size and its whole seconds stay the same; and a file that is gone is not served."""
    module = folder / "a.js"
    module.write_text("export const a = 1; // one\n")
    os.utime(module, ns=(1, 1))
    first = files.get("/static/a.js")
    assert first.text.strip() == "export const a=1;"
    module.write_text("export const a = 2; // two\n")
    os.utime(module, ns=(2, 2))
    second = files.get("/static/a.js", headers={"If-None-Match": first.headers["ETag"]})
    assert (second.status_code, second.text.strip()) == (200, "export const a=2;")
    module.unlink()
    assert files.get("/static/a.js").status_code == 404


def test_files_that_are_not_text_are_served_as_they_are(files: Files, folder: Path) -> None:
    """What compression would make larger is sent plainly, and what is empty is fine."""
    picture = gzip.compress(os.urandom(500))
    (folder / "a.png").write_bytes(picture)
    (folder / "empty.css").touch()
    answer = files.get("/static/a.png")
    assert (answer.content, answer.headers["Content-Type"]) == (picture, "image/png")
    assert "Content-Encoding" not in answer.headers
    assert files.get("/static/empty.css").content == b""


def test_only_reading_is_allowed(anonymous: httpx.Client) -> None:
    """HEAD is answered like GET; nothing can be written."""
    assert anonymous.head(WIDGET).headers["ETag"] == anonymous.get(WIDGET).headers["ETag"]
    assert anonymous.post(WIDGET).status_code == 405


def test_every_text_in_code_survives_the_minifier() -> None:
    """rjsmin reads no template literal inside another one: what such a one says would lose its spaces."""
    nested = re.compile(r"\$\{[^}]*`")
    assert [path.name for path in WEB.rglob("*.js") if nested.search(path.read_text())] == []
