"""Files as people send them: whole ones of each kind, and what poses as one."""

import io
import zipfile

from PIL import Image

OFFICE = "application/vnd.openxmlformats-officedocument."
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def archive(parts: dict[str, bytes]) -> bytes:
    """Return an archive of these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def office(main: str, part: str, more: dict[str, bytes] | None = None) -> bytes:
    """Return an Office Open XML file, as far as anybody looks who does not draw it."""
    types = f'<Types><Override PartName="/{part}" ContentType="{OFFICE}{main}+xml"/></Types>'
    return archive({"[Content_Types].xml": types.encode(), part: b"<x/>"} | (more or {}))


def pptx(more: dict[str, bytes] | None = None) -> bytes:
    """Return slides."""
    return office("presentationml.presentation.main", "ppt/presentation.xml", more)


def docx(more: dict[str, bytes] | None = None) -> bytes:
    """Return a text document."""
    return office("wordprocessingml.document.main", "word/document.xml", more)


def opened(document: str, more: dict[str, bytes] | None = None) -> bytes:
    """Return an OpenDocument file."""
    parts = {
        "mimetype": f"application/vnd.oasis.opendocument.{document}".encode(),
        "content.xml": b"<x/>",
        "META-INF/manifest.xml": b"<manifest/>",
    }
    return archive(parts | (more or {}))


def picture(kind: str, size: tuple[int, int] = (8, 8)) -> bytes:
    """Return a picture."""
    file = io.BytesIO()
    Image.new("1" if kind == "PNG" else "RGB", size).save(file, kind)
    return file.getvalue()
