"""Joined and hashed files: what goes into them, and how they are served."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from conference.kernel.errors import NotFound
from conference.web import assets
from conference.web.assets import Assets, UnknownAsset

CSS = assets.STATIC / "css"
JS = assets.STATIC / "js"
BUDGET_BYTES = 25_000
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\brgb\(")


@pytest.fixture
def bare_app() -> Iterator[Flask]:
    app = Flask(__name__, static_folder=None)
    app.testing = True
    assets.install(app)
    with app.app_context():
        yield app


@pytest.fixture
def client(bare_app: Flask) -> FlaskClient:
    return bare_app.test_client()


def site_css(app: Flask) -> str:
    address: str = app.extensions[assets.EXTENSION].address("site.css")
    return address


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("/* why */\na { color: red; }\n", "a { color: red; }"),
        ("  a {\n\n    b: c; /* one\n  two */ d: e;\n  }", "a {\nb: c;  d: e;\n}"),
        ('a::before { content: "/* kept */"; }', 'a::before { content: "/* kept */"; }'),
        (r"a { content: '\'/* kept */'; } /* gone */", r"a { content: '\'/* kept */'; }"),
    ],
)
def test_comments_and_indentation_go_and_strings_stay(written: str, kept: str) -> None:
    assert assets.strip_styles(written) == kept


@pytest.mark.parametrize(
    ("written", "resolved"),
    [
        ("a { b: url(../img/x.svg); }", 'a { b: url("x.1.svg"); }'),
        ("a { b: url( '../img/maps/y.svg' ); }", 'a { b: url("maps/y.2.svg"); }'),
        ("a { b: url(#clip); }", "a { b: url(#clip); }"),
        ("a { b: url(data:image/gif;base64,R0=); }", "a { b: url(data:image/gif;base64,R0=); }"),
    ],
)
def test_images_in_style_sheets_get_their_hashed_name(written: str, resolved: str) -> None:
    images = {"x.svg": "x.1.svg", "maps/y.svg": "maps/y.2.svg"}
    assert assets.resolve_images(written, PurePosixPath("css"), images) == resolved


def test_a_style_sheet_that_names_no_file_of_ours_stops_the_start() -> None:
    with pytest.raises(UnknownAsset):
        assets.resolve_images("a { b: url(../img/none.svg); }", PurePosixPath("css"), {})


def test_the_name_follows_the_content_and_keeps_folder_and_suffix() -> None:
    names = [assets.hashed_name("maps/x.svg", body) for body in (b"one", b"two", b"one")]
    assert names == ["maps/x.7692c3ad3540.svg", "maps/x.3fc4ccfe7458.svg", names[0]]


def test_each_module_keeps_its_names_to_itself() -> None:
    joined = assets.join_scripts(["const a = 1;\n", "const a = 2;\n"])
    assert joined == "{\nconst a = 1;\n}\n{\nconst a = 2;\n}\n"


def test_every_style_sheet_and_script_is_in_a_joined_file() -> None:
    styles = {path for paths in assets.style_bundles(CSS).values() for path in paths}
    scripts = {path for paths in assets.script_bundles(JS).values() for path in paths}
    assert styles == set(CSS.rglob("*.css"))
    assert scripts == set(JS.rglob("*.js"))


def test_the_order_of_layers_is_said_first() -> None:
    for name, paths in assets.style_bundles(CSS).items():
        expected = "desk.css" if name == "desk" else "base.css"
        assert paths[0].name == expected
    order = "@layer reset, tokens, base, layout, components, pages, print;"
    assert (CSS / "base.css").read_text("utf-8").startswith(order)


def test_scripts_stand_alone() -> None:
    found = [
        path.name
        for path in JS.rglob("*.js")
        if re.search(r"^\s*(import|export)\b", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert found == []


def test_colours_stand_in_tokens_and_print_only() -> None:
    found = [
        path.name
        for path in CSS.rglob("*.css")
        if path.stem not in {"tokens", "print"} and COLOUR.search(path.read_text("utf-8"))
    ]
    assert found == []


def test_a_file_of_a_kind_that_nobody_serves_stops_the_start() -> None:
    with pytest.raises(UnknownAsset):
        Assets({"notes.txt": b"for us"})


def test_a_folder_becomes_joined_files(tmp_path: Path) -> None:
    for name in assets.SAFETY + assets.DESK + assets.ONLY_SAFETY + ("hero",):
        write(tmp_path / "css/components" / f"{name}.css", f".{name} {{}}")
    for name in assets.FIRST + assets.LAST:
        write(tmp_path / "css" / f"{name}.css", f"/* {name} */ .{name} {{}}")
    write(tmp_path / "css/components/hero.css", '.hero { b: url("../../img/mark.svg"); }')
    for name in (*assets.EXIT_SCRIPTS, *assets.DESK_SCRIPTS, "hold"):
        write(tmp_path / "js/components" / f"{name}.js", f"{name}();")
    write(tmp_path / "img/mark.svg", "<svg/>")

    loaded = assets.load(tmp_path)

    mark = loaded.address("mark.svg").removeprefix(assets.PREFIX)
    assert body_of(loaded, "site.js") == "{\nhold();\n}\n"
    assert body_of(loaded, "desk.css").splitlines() == [f".{name} {{}}" for name in assets.DESK]
    assert f'.hero {{ b: url("{mark}"); }}' in body_of(loaded, "site.css").splitlines()
    assert body_of(loaded, "site.css").splitlines()[-1] == ".print {}"
    assert ".hero" not in body_of(loaded, "safety.css")


def test_a_page_weighs_little(bare_app: Flask) -> None:
    loaded: Assets = bare_app.extensions[assets.EXTENSION]
    weights = [len(packed_of(loaded, name)) for name in ("site.css", "site.js")]
    assert sum(weights) < BUDGET_BYTES


def test_templates_name_files_and_a_wrong_name_is_our_fault(bare_app: Flask) -> None:
    with bare_app.test_request_context():
        assert render_template_string("{{ asset('site.css') }}") == site_css(bare_app)
        with pytest.raises(UnknownAsset):
            render_template_string("{{ asset('sight.css') }}")


def test_a_file_may_be_kept_for_ever(bare_app: Flask, client: FlaskClient) -> None:
    answer = client.get(site_css(bare_app))
    expected = {
        "Content-Type": "text/css; charset=utf-8",
        "Content-Encoding": None,
        "Cache-Control": "public, max-age=31536000, immutable",
        "Vary": "Accept-Encoding",
    }
    assert answer.status_code == 200
    assert {name: answer.headers.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("gzip, br", "gzip"), ("br;q=1, gzip;q=0.5", "gzip"), ("gzip;q=0", None), ("br", None)],
)
def test_it_is_packed_for_those_who_can_unpack(
    bare_app: Flask, client: FlaskClient, accepted: str, encoding: str | None
) -> None:
    address = site_css(bare_app)
    plain = client.get(address).data
    answer = client.get(address, headers={"Accept-Encoding": accepted})
    body = gzip.decompress(answer.data) if encoding else answer.data
    assert (answer.content_encoding, body) == (encoding, plain)


@pytest.mark.parametrize("accepted", ["gzip", "identity"])
def test_who_has_it_gets_304_without_a_body(
    bare_app: Flask, client: FlaskClient, accepted: str
) -> None:
    headers = {"Accept-Encoding": accepted}
    first = client.get(site_css(bare_app), headers=headers)
    again = client.get(
        site_css(bare_app), headers={**headers, "If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_packed_and_plain_have_tags_of_their_own(bare_app: Flask, client: FlaskClient) -> None:
    address = site_css(bare_app)
    packed = client.get(address, headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    assert packed != client.get(address).headers["ETag"]


@pytest.mark.parametrize("name", ["site.css", "site.0123456789ab.css", "../wsgi.py"])
def test_a_name_of_another_version_is_not_found(client: FlaskClient, name: str) -> None:
    with pytest.raises(NotFound):
        client.get(assets.PREFIX + name)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def body_of(loaded: Assets, name: str) -> str:
    return found(loaded, name).body.decode()


def packed_of(loaded: Assets, name: str) -> bytes:
    return found(loaded, name).packed or b""


def found(loaded: Assets, name: str) -> assets.Asset:
    asset = loaded.find(loaded.address(name).removeprefix(assets.PREFIX))
    assert asset is not None
    return asset
