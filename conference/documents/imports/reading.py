"""Telling the formats apart by what is in a file, and reading it."""

import json
from zoneinfo import ZoneInfo

from conference.documents.imports import schedule_json, schedule_xml, sessionize, tables
from conference.documents.imports.entries import Unfit
from conference.documents.imports.facts import Complaint, ImportedProgramme

LARGEST = 20_000_000
"""Bytes of a file: a programme of a thousand sessions has one or two million."""

UNKNOWN = "unknown"


def read(name: str, data: bytes, *, zone: ZoneInfo) -> ImportedProgramme:
    """Return what a file says, whatever it holds; ``name`` is told in complaints.

    Moments without an offset are those of ``zone``. What cannot be taken is a complaint; nothing
    is raised.
    """
    try:
        return _read(data, zone)
    except Unfit as fault:
        complaint = Complaint(place=name, what=str(fault))
        return ImportedProgramme(kind=UNKNOWN, complaints=(complaint,))


def _read(data: bytes, zone: ZoneInfo) -> ImportedProgramme:
    if len(data) > LARGEST:
        raise Unfit(f"it is larger than {LARGEST // 1_000_000} MB.")
    if not data.strip():
        raise Unfit("it is empty.")
    if _begins_like_xml(data):
        return schedule_xml.read(data, zone)
    words = _decoded(data)
    if words.lstrip()[:1] in {"{", "["}:
        return _read_json(words, zone)
    return tables.read_csv(words, zone)


def _begins_like_xml(data: bytes) -> bool:
    start = data[:200].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
    return start.startswith(b"<")


def _decoded(data: bytes) -> str:
    is_wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return data.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unfit("its encoding is not UTF-8: save it as UTF-8.") from error


def _read_json(words: str, zone: ZoneInfo) -> ImportedProgramme:
    document = _parsed(words)
    if schedule_json.is_schedule(document):
        return schedule_json.read(document, zone)
    if sessionize.is_sessionize(document):
        return sessionize.read(document, zone)
    if tables.is_table(document):
        return tables.read_json(document, zone)
    raise Unfit("it is JSON, but neither schedule.json nor an export of pretalx or Sessionize.")


def _parsed(words: str) -> object:
    try:
        return json.loads(words, parse_constant=_refused)
    except json.JSONDecodeError as error:
        raise Unfit(f"the JSON breaks off at line {error.lineno}: {error.msg}.") from error
    except RecursionError as error:
        raise Unfit("it is too deep to be a programme.") from error
    except ValueError as error:
        raise Unfit("it has a number that cannot be read.") from error


def _refused(name: str) -> object:
    raise Unfit(f"it has a number that is none ({name}).")
