"""Style sheets, scripts and drawings: joined and named by content at start, served from memory.

A name holds a hash of what it names, so an answer never changes and may be kept for ever. Scripts
are ES modules without imports: each file becomes a block of its own in the joined one.
"""

import gzip
import hashlib
import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from flask import Blueprint, Flask, Response, current_app, request

from conference.kernel.errors import NotFound
from conference.web import access

STATIC = Path(__file__).parent.parent / "static"
EXTENSION = "conference.assets"
PREFIX = "/assets/"
FOREVER_SECONDS = 31_536_000
HASH_LENGTH = 12

FIRST, LAST = ("base", "tokens", "layout"), ("print",)
"""base names the order of the layers and must lead; print overrides and must close."""

DESK = ("desk", "board", "desk_header", "figures", "finder", "text_change")
SAFETY = (
    *("alert", "breadcrumb", "button", "card", "contact", "data_list", "do_list"),
    *("exit", "prose", "site_footer", "term_list", "safety"),
)
ONLY_SAFETY = ("do_list", "exit", "safety")
EXIT_SCRIPTS = ("exit",)
DESK_SCRIPTS = ("board", "data_table", "desk_header")

_MIMETYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_PACKED = (".css", ".js", ".svg")
_COMMENT_OR_STRING = re.compile(
    r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|/\*.*?\*/""", re.DOTALL
)
_URL = re.compile(r"""url\(\s*(["']?)([^"')]+)\1\s*\)""")

blueprint = Blueprint("assets", __name__, url_prefix=PREFIX.rstrip("/"))


class UnknownAsset(LookupError):
    """A template or a style sheet names a file that is not there: a mistake of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """One file as it goes over the wire; ``name`` carries the hash of ``body``."""

    name: str
    mimetype: str
    body: bytes
    packed: bytes | None


class Assets:
    """All files of one process, by the plain name of templates and by the name with a hash."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Hash and pack ``files``, given by plain name."""
        made = {name: make_asset(name, body) for name, body in files.items()}
        self._names = {name: asset.name for name, asset in made.items()}
        self._by_name = {asset.name: asset for asset in made.values()}

    def address(self, name: str) -> str:
        """Return the address of a plain name. Raises: UnknownAsset."""
        if name not in self._names:
            raise UnknownAsset(name)
        return PREFIX + self._names[name]

    def find(self, hashed: str) -> Asset | None:
        """Return the file of a name with a hash, if it is of this version."""
        return self._by_name.get(hashed)


@cache
def load(static: Path = STATIC) -> Assets:
    """Read and join everything under ``static``, once in a process. Raises: UnknownAsset."""
    images = _images(static / "img")
    names = {name: hashed_name(name, body) for name, body in images.items()}
    sheets = {
        f"{name}.css": "\n".join(style_sheet(path, static, names) for path in paths).encode()
        for name, paths in style_bundles(static / "css").items()
    }
    scripts = {
        f"{name}.js": join_scripts(path.read_text("utf-8") for path in paths).encode()
        for name, paths in script_bundles(static / "js").items()
    }
    return Assets({**images, **sheets, **scripts})


def install(app: Flask) -> None:
    """Load the files, serve them, and give templates ``asset(name)``."""
    assets = load()
    app.extensions[EXTENSION] = assets
    app.jinja_env.globals["asset"] = assets.address
    app.register_blueprint(blueprint)


@blueprint.get("/<path:name>")
@access.public
def show(name: str) -> Response:
    """Serve one file, packed where the browser takes gzip, 304 where it has it.

    Raises: NotFound.
    """
    assets: Assets = current_app.extensions[EXTENSION]
    asset = assets.find(name)
    if asset is None:
        raise NotFound
    packed = asset.packed if request.accept_encodings.quality("gzip") > 0 else None
    response = Response(packed or asset.body, mimetype=asset.mimetype)
    response.cache_control.public = True
    response.cache_control.max_age = FOREVER_SECONDS
    response.cache_control.immutable = True
    response.set_etag(f"{name}.gz" if packed else name)
    if asset.packed:
        response.vary.add("Accept-Encoding")
    if packed:
        response.content_encoding = "gzip"
    response.make_conditional(request)
    return response


def make_asset(name: str, body: bytes) -> Asset:
    """Name ``body`` by its content and pack it if it is text. Raises: UnknownAsset."""
    suffix = PurePosixPath(name).suffix
    if suffix not in _MIMETYPES:
        raise UnknownAsset(name)
    return Asset(
        name=hashed_name(name, body),
        mimetype=_MIMETYPES[suffix],
        body=body,
        packed=gzip.compress(body, 9, mtime=0) if suffix in _PACKED else None,
    )


def hashed_name(name: str, body: bytes) -> str:
    """Return ``site.css`` as ``site.<hash>.css``; a folder stays in front."""
    path = PurePosixPath(name)
    digest = hashlib.sha256(body).hexdigest()[:HASH_LENGTH]
    return str(path.with_name(f"{path.stem}.{digest}{path.suffix}"))


def style_bundles(css: Path) -> dict[str, list[Path]]:
    """Say which style sheets go into which joined one, in order.

    ``site`` holds every component but those of the desk and of the help pages. ``desk`` comes
    on top of it; ``safety`` stands alone.
    """
    components = {path.stem: path for path in sorted((css / "components").glob("*.css"))}
    first = [css / f"{name}.css" for name in FIRST]
    last = [css / f"{name}.css" for name in LAST]
    public = [path for name, path in components.items() if name not in (*DESK, *ONLY_SAFETY)]
    return {
        "site": [*first, *public, *last],
        "desk": [components[name] for name in DESK],
        "safety": [*first, *(components[name] for name in SAFETY), *last],
    }


def script_bundles(js: Path) -> dict[str, list[Path]]:
    """Say which scripts go into which joined one, in order."""
    components = {path.stem: path for path in sorted((js / "components").glob("*.js"))}
    special = (*EXIT_SCRIPTS, *DESK_SCRIPTS)
    return {
        "site": [path for name, path in components.items() if name not in special],
        "exit": [components[name] for name in EXIT_SCRIPTS],
        "desk": [components[name] for name in DESK_SCRIPTS],
    }


def style_sheet(path: Path, static: Path, images: Mapping[str, str]) -> str:
    """Return one style sheet without comments, its images named by content.

    Raises: UnknownAsset.
    """
    folder = PurePosixPath(path.parent.relative_to(static).as_posix())
    return resolve_images(strip_styles(path.read_text("utf-8")), folder, images)


def strip_styles(text: str) -> str:
    """Drop comments, indentation and empty lines of a style sheet; strings stay as they are."""
    bare = _COMMENT_OR_STRING.sub(lambda match: match[1] or "", text)
    return "\n".join(line for line in map(str.strip, bare.splitlines()) if line)


def resolve_images(text: str, folder: PurePosixPath, images: Mapping[str, str]) -> str:
    """Put names with a hash into each ``url()``, which ``folder`` is written against.

    Addresses of the page's own (``#…``) and inline data stay. Raises: UnknownAsset.
    """

    def resolved(match: re.Match[str]) -> str:
        target = match[2]
        if target.startswith(("#", "data:")):
            return match[0]
        name = posixpath.normpath(folder / target).removeprefix("img/")
        if name not in images:
            raise UnknownAsset(target)
        return f'url("{images[name]}")'

    return _URL.sub(resolved, text)


def join_scripts(texts: Iterable[str]) -> str:
    """Join modules, each in a block, so that the names of one do not meet those of another."""
    return "\n".join(f"{{\n{text.strip()}\n}}" for text in texts) + "\n"


def _images(folder: Path) -> dict[str, bytes]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
