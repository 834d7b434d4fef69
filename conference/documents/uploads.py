"""Files that people send: known by their content, whatever they are called."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from conference.documents.pictures import PictureRefused, check_picture
from conference.kernel.errors import Refused

MOST_BYTES = 10 * 1024 * 1024
NAME_LENGTH = 120
KINDS = "PDF, PPTX, ODP, DOCX, ODT, PNG, JPEG, TXT or CSV"

MOST_PARTS = 5_000
MOST_UNPACKED = 300 * 1024 * 1024
MOST_READ = 2 * 1024 * 1024
"""How much of one part inside an archive is read: lists of parts are small."""

_END_OF_PDF = 2_048
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*#%&;{}\\^`~]+')
_MARKUP = re.compile(r"\s*(<[!?/a-z]|%!?(pdf|ps)|\{\\rtf|#!)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class FileRefused(Refused):
    """What was sent is no file that we take."""

    code = "file_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFile:
    """A file that is what its name says; the name is one that every system can store."""

    name: str
    media_type: str
    content: bytes


def checked(name: str, content: bytes) -> CheckedFile:
    """Return the file if its content is what its name says. Raises: FileRefused."""
    if not content:
        raise FileRefused("Choose a file that is not empty.")
    if len(content) > MOST_BYTES:
        raise FileRefused("This file is larger than 10 MB. Send a smaller one, or a link to it.")
    ending = name.rpartition(".")[2].casefold() if "." in name else ""
    if ending not in _TYPES:
        raise FileRefused(f"We do not take files of this kind. Send {KINDS}.")
    media_type, check = _TYPES[ending]
    check(content)
    return CheckedFile(name=clean_name(name), media_type=media_type, content=content)


def clean_name(name: str) -> str:
    """Return a file's own name: no folder, no sign that hides or steers, not too long."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = "".join(
        " " if sign.isspace() else sign
        for sign in last
        if sign.isspace() or not unicodedata.category(sign).startswith("C")
    )
    stem, _, ending = _FORBIDDEN.sub("-", visible).rpartition(".")
    ending = ending.strip().casefold()
    stem = " ".join(stem.split()).strip(" .")[: NAME_LENGTH - len(ending) - 1].rstrip(" .")
    if not stem or _RESERVED.match(stem):
        stem = f"file {stem}".strip()
    return f"{stem}.{ending}"


def _other(kind: str) -> FileRefused:
    return FileRefused(
        f"This file is called {kind}, but what is inside is not. Save it as {kind} and send that."
    )


def _check_pdf(content: bytes) -> None:
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-_END_OF_PDF:]:
        raise _other("a PDF")


def _check_picture(kind: str) -> Callable[[bytes], None]:
    def check(content: bytes) -> None:
        try:
            check_picture(content, kind)
        except PictureRefused as refusal:
            raise FileRefused(str(refusal)) from refusal

    return check


def _check_text(content: bytes) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp1252")  # what spreadsheets on Windows still write
        except UnicodeDecodeError as error:
            raise _other("plain text") from error
    if _CONTROL.search(text) or _MARKUP.match(text):
        raise _other("plain text")


def _check_office(kind: str, main: str, folder: str) -> Callable[[bytes], None]:
    def check(content: bytes) -> None:
        with _archive(content, kind) as archive:
            names = archive.namelist()
            types = _part(archive, "[Content_Types].xml", kind).lower()
            if f"{_OFFICE}{main}+xml".encode() not in types or f"{folder}.xml" not in names:
                raise _other(kind)
            if b"macroenabled" in types or any(_is_macro(name) for name in names):
                raise _WithMacros

    return check


def _check_open(kind: str, document: str) -> Callable[[bytes], None]:
    def check(content: bytes) -> None:
        with _archive(content, kind) as archive:
            names = archive.namelist()
            is_this = _part(archive, "mimetype", kind).strip() == f"{_OPEN}{document}".encode()
            if not is_this or "content.xml" not in names:
                raise _other(kind)
            if b"encryption-data" in _part(archive, "META-INF/manifest.xml", kind):
                raise _Locked
            if any(_is_macro(name) for name in names):
                raise _WithMacros

    return check


class _Locked(FileRefused):
    message = "This file is locked with a password. Save it without one and send that."


class _WithMacros(FileRefused):
    message = "This file has macros in it. Save it without them, or as a PDF, and send that."


def _archive(content: bytes, kind: str) -> zipfile.ZipFile:
    """Open an archive, nothing of it unpacked. Raises: FileRefused."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused(
            f"This file is locked with a password or of an old kind. Save it as {kind} and send "
            "that."
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except Exception as error:
        raise _other(kind) from error
    parts = archive.infolist()
    if not content.startswith(b"PK\x03\x04"):
        raise _other(kind)
    if any(part.flag_bits & 1 for part in parts):
        raise _Locked
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise FileRefused("This file unpacks to far more than its size. Send it as a PDF.")
    return archive


def _part(archive: zipfile.ZipFile, name: str, kind: str) -> bytes:
    """Return the beginning of a part, whatever size the archive claims. Raises: FileRefused."""
    try:
        with archive.open(name) as part:
            return part.read(MOST_READ)
    except Exception as error:
        raise _other(kind) from error


def _is_macro(name: str) -> bool:
    folded = name.casefold()
    is_script = folded.startswith(("basic/", "scripts/")) and not folded.endswith("/")
    return is_script or "vbaproject" in folded or "/activex/" in folded


_TYPES: Mapping[str, tuple[str, Callable[[bytes], None]]] = {
    "pdf": ("application/pdf", _check_pdf),
    "pptx": (
        f"{_OFFICE}presentationml.presentation",
        _check_office("a PPTX", "presentationml.presentation.main", "ppt/presentation"),
    ),
    "docx": (
        f"{_OFFICE}wordprocessingml.document",
        _check_office("a DOCX", "wordprocessingml.document.main", "word/document"),
    ),
    "odp": (f"{_OPEN}presentation", _check_open("an ODP", "presentation")),
    "odt": (f"{_OPEN}text", _check_open("an ODT", "text")),
    "png": ("image/png", _check_picture("PNG")),
    "jpg": ("image/jpeg", _check_picture("JPEG")),
    "jpeg": ("image/jpeg", _check_picture("JPEG")),
    "txt": ("text/plain", _check_text),
    "csv": ("text/csv", _check_text),
}
"""Ending → media type, and the check of the content."""
