"""Files are what their content is: nothing that poses as another kind is taken."""

import struct

import pytest

from conference.documents.uploads import MOST_BYTES, FileRefused, checked, clean_name
from tests.factories.uploads import PDF, archive, docx, office, opened, picture, pptx


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("A.PDF", PDF, "application/pdf"),
        (
            "a.pptx",
            pptx(),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        (
            "a.docx",
            docx(),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("a.odp", opened("presentation"), "application/vnd.oasis.opendocument.presentation"),
        ("a.odt", opened("text"), "application/vnd.oasis.opendocument.text"),
        ("a.png", picture("PNG"), "image/png"),
        ("a.jpg", picture("JPEG"), "image/jpeg"),
        ("a.jpeg", picture("JPEG"), "image/jpeg"),
        ("a.txt", "Grüße\n".encode(), "text/plain"),
        ("a.csv", "Name,Straße\r\n".encode("cp1252"), "text/csv"),
    ],
)
def test_what_is_what_it_says_is_taken_as_it_is(name: str, content: bytes, media_type: str) -> None:
    found = checked(name, content)
    assert (found.media_type, found.content) == (media_type, content)


def _locked() -> bytes:
    """Return slides whose parts claim to be encrypted."""
    content = bytearray(pptx())
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        content[at + 8] |= 1
        at += 4
    return bytes(content)


def _bomb() -> bytes:
    """Return slides of which one part claims to be 4 GB."""
    content = bytearray(pptx())
    at = content.find(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 0xFFFFFFF0)
    return bytes(content)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EXE = b"MZ\x90\x00" + bytes(200)
NOT_INSIDE = "what is inside is not"
MACRO_TYPES = (
    b'<Types><Override ContentType="application/vnd.ms-powerpoint.presentation.macroEnabled.main'
    b'+xml"/></Types>'
)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.pdf", b"", "not empty"),
        ("a.pdf", PDF + b" " * MOST_BYTES, "larger than 10 MB"),
        ("a.pdf", b"Just some words", NOT_INSIDE),
        ("a.pdf", b"%PDF-1.7 and no end", NOT_INSIDE),
        ("a.pdf", EXE, NOT_INSIDE),
        ("a.svg", SVG, "do not take files of this kind"),
        ("a.html", b"<p>", "do not take files of this kind"),
        ("a.exe", EXE, "do not take files of this kind"),
        ("a.pptm", pptx(), "do not take files of this kind"),
        ("a.pdf.exe", PDF, "do not take files of this kind"),
        ("pdf", PDF, "do not take files of this kind"),
        ("", PDF, "do not take files of this kind"),
        ("a.png", SVG, "cannot be read"),
        ("a.png", picture("JPEG"), "cannot be read"),
        ("a.jpg", picture("JPEG")[:-40], "cannot be read"),
        ("a.png", picture("PNG", (7_000, 7_000)), "too many pixels"),
        ("a.txt", EXE, NOT_INSIDE),
        ("a.txt", SVG, NOT_INSIDE),
        ("a.csv", b"\n <!doctype html>", NOT_INSIDE),
        ("a.txt", PDF, NOT_INSIDE),
        ("a.txt", b"#!/bin/sh", NOT_INSIDE),
        ("a.pptx", docx(), NOT_INSIDE),
        ("a.docx", pptx(), NOT_INSIDE),
        ("a.odp", opened("text"), NOT_INSIDE),
        ("a.odt", pptx(), NOT_INSIDE),
        ("a.pptx", archive({"a.txt": b"x"}), NOT_INSIDE),
        ("a.pptx", b"PK\x03\x04 and nothing", NOT_INSIDE),
        ("a.pptx", EXE + pptx(), NOT_INSIDE),
        ("a.pptx", pptx({"ppt/vbaProject.bin": b"x"}), "macros"),
        ("a.pptx", pptx({"ppt/activeX/activeX1.bin": b"x"}), "macros"),
        ("a.pptx", pptx({"[Content_Types].xml": MACRO_TYPES}), NOT_INSIDE),
        ("a.odt", opened("text", {"Basic/Standard/Module1.xml": b"x"}), "macros"),
        ("a.odt", opened("text", {"META-INF/manifest.xml": b"<encryption-data/>"}), "password"),
        ("a.pptx", _locked(), "password"),
        ("a.pptx", b"\xd0\xcf\x11\xe0" + bytes(600), "password or of an old kind"),
        ("a.pptx", _bomb(), "unpacks to far more"),
        (
            "a.docx",
            archive({f"{number}": b"" for number in range(5_001)}),
            "unpacks to far more",
        ),
        ("a.docx", office("wordprocessingml.document.main", "word/else.xml"), NOT_INSIDE),
    ],
)
def test_what_poses_is_refused_with_a_sentence(name: str, content: bytes, told: str) -> None:
    with pytest.raises(FileRefused, match=told):
        checked(name, content)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Slides 2024.PDF", "Slides 2024.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\talk.pptx", "talk.pptx"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie- x.pdf"),
        ("in\u202evoice\u200b.pdf", "invoice.pdf"),
        ('q"uo<te>?#%.pdf', "q-uo-te-.pdf"),
        (".pdf", "file.pdf"),
        ("....pdf", "file.pdf"),
        ("NUL.pdf", "file NUL.pdf"),
        ("con.x.pdf", "file con.x.pdf"),
        ("Vorträge für später.odp", "Vorträge für später.odp"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_are_what_every_system_can_store(name: str, clean: str) -> None:
    assert clean_name(name) == clean
