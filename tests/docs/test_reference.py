"""The pages made from the schema, the codebook and the registry: everything is on them, and nothing of the data is obeyed."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser

import markdown
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from docs import reference
from docs.reference import diagram, entry_pages, markup, registry_pages, table_pages
from docs.reference.addresses import ENTRIES, Addresses
from tests.docs.handwritten import LANGUAGES, ROOT
from zhijiao_data.codebook import loader
from zhijiao_data.dataset import load, rendering, schema
from zhijiao_data.dataset.rendering import escaped, one_line, plain

rows = cache(load.rows)
#: What a text of a document may try: to be a tag, to end one, to be a link, a heading, a figure or an attribute of Markdown.
HOSTILE = [
    "<script>alert(1)</script>",
    "</dd></dl><img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "\n\n# a heading {#id onclick=x}",
    "{{ rows.targets }}",
    "`code` **bold** &amp; &#60;",
    'a" onmouseover="x',
    "turned \u202e round",
]


@cache
def generated(lang: str) -> dict[str, str]:
    return reference.pages(rows, lang)


@cache
def extensions() -> tuple[str, ...]:
    """The extensions of Markdown that the site uses."""
    named = yaml.safe_load((ROOT / "docs" / "mkdocs.yml").read_text(encoding="utf-8"))["markdown_extensions"]
    return tuple(one if isinstance(one, str) else next(iter(one)) for one in named)


class Reader(HTMLParser):
    """What a browser makes of a page: its tags with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def read(page: str) -> Reader:
    return Reader(markdown.markdown(page, extensions=list(extensions())))


def flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


def tags(page: str) -> list[tuple[str, list[str]]]:
    """The tags of a page with the names of their attributes."""
    return [(tag, sorted(attributes)) for tag, attributes in read(page).tags]


# --- everything is there ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_table_and_column_has_its_place(lang):
    for table in schema.tables().values():
        page = generated(lang)[f"tables/{table.name}.md"]
        for field in table.fields.values():
            assert f'id="{markup.anchor(field.name)}"' in page
            assert field.label_zh in page and escaped(field.label_en) in page
        assert f">{len(rows(table.name)):,}<" in page
        assert f'href="{table.name}.html"' in generated(lang)["tables/index.md"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_entry_of_the_codebook_has_its_place(lang):
    for row in rows("codebook"):
        table = loader.KINDS.get(row["kind"])
        name = markup.anchor(row["id"]) if table else markup.anchor(row["kind"], row["id"])
        page = generated(lang)[f"{ENTRIES[table]}.md" if table else "codebook/codes.md"]
        title = rendering.markdown(row[f"label_{lang}"])
        assert re.search(rf"^##+ {re.escape(title)} {{#{re.escape(name)}}}$", page, re.MULTILINE)
    assert len(rows("codebook")) > 500


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_example_stands_with_its_entry(lang):
    together = "".join(generated(lang).values())
    assert all(markup.lines(row["quote"]) in together for row in rows("codebook_examples"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_fact_of_the_registry_is_told_with_its_certainty(lang):
    pages = {path: page for path, page in generated(lang).items() if path.startswith("registry/")}
    together = "".join(pages.values())
    for policy in rows("policies"):
        assert f"{{#{markup.anchor(policy['policy_id'])}}}" in pages[f"registry/{policy['level']}.md"]
    for target in rows("policy_targets"):
        assert f'id="{markup.anchor(target["policy_target_id"])}"' in together
    known = [fact for fact in rows("policy_facts") if fact["value"] is not None]
    shown = re.findall(
        r"<td><a href=\"[^\"]*#fact_certainty\.(\w+)\"[^<]*>[^<]*<code>\w+</code></a></td> <td>(?!</td>)", together
    )
    assert len(shown) >= len(known) > 100


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_of_the_grammar_and_documents_have_their_place(lang):
    assert all(f"{{#{id}}}" in generated(lang)["codebook/lexicon.md"] for id in loader.load("lexicon"))
    assert all(f"{{#{plan['plan_id']}}}" in generated(lang)["data/documents.md"] for plan in rows("plans"))


def test_both_languages_have_the_same_pages_and_anchors():
    english, chinese = (generated(lang) for lang in LANGUAGES)
    assert list(english) == list(chinese)
    for path in english:
        assert re.findall(r"\{#[^}]+\}", english[path]) == re.findall(r"\{#[^}]+\}", chinese[path])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_picture_has_every_table_and_every_reference(lang):
    drawn = diagram.svg(schema.tables(), lang)
    for table in schema.tables().values():
        assert f">{table.name}</text>" in drawn
        for column, target, _ in table.foreign_keys():
            told = re.findall(rf"<title>([^<]*) → {target}</title>", drawn.replace("&gt;", ">"))
            itself = target == table.name and 'class="self"' in drawn
            assert itself or any(f"{table.name}.{column}" in one.split(", ") for one in told)


# --- nothing of the data is obeyed ------------------------------------------------------------------------------------


@given(st.text() | st.sampled_from(HOSTILE))
def test_any_text_is_shown_as_it_is_in_a_heading(text):
    page = read(f"## x{rendering.markdown(text)}x\n")
    assert [tag for tag, _ in page.tags] == ["h2"]
    assert flat(page.text) == flat(f"x{one_line(text)}x")


@given(st.text() | st.sampled_from(HOSTILE))
def test_any_text_is_shown_as_it_is_in_a_table(text):
    page = read(markup.table(["head"], [[markup.lines(text)]]))
    assert {tag for tag, _ in page.tags} <= {"table", "thead", "tbody", "tr", "th", "td", "br"}
    assert flat(page.text) == flat(f"head{''.join(plain(line) for line in text.splitlines())}")


def entry_with(text: str) -> str:
    row = {name: text for name in schema.columns("themes")} | {"id": "T99", "parent_id": None, "examples": []}
    example = {"is_good": True, "quote": text, "quoted_from": None, "reason": text}
    parts = entry_pages.entry("themes", row, 3, [example, example | {"is_good": False}], Addresses([], []), "en")
    return markup.page(parts)


def policy_with(text: str) -> str:
    row = dict.fromkeys(schema.columns("policies"), text) | {
        "policy_id": "p-1",
        **{name: [text] for name in ("issuers", "aliases", "parents", "supersedes", "unverified", "sources")},
    }
    fact = {"fact": "doc_number", "value": text, "certainty": "verified", "source": text, "mirror": True}
    target = dict.fromkeys(schema.columns("policy_targets"), text) | {"policy_target_id": "t-1"}
    return markup.page(registry_pages.policy(row, [fact], [target], Addresses([], []), "zh"))


def table_with(text: str) -> str:
    field = schema.Field("column", "string", True, text, None, text, text, text, text, text)
    table = schema.Table(
        "made_up", text, text, text, text, "document", ("column",), ("column",), None, {"column": field}
    )
    return table_pages.of_table(table, {"made_up": table}, 1, "en")


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("page", [entry_with, policy_with, table_with], ids=["entry", "policy", "table"])
def test_a_hostile_text_changes_no_tag_of_a_page(page, text):
    harmless = "x" if "`" not in text else "`x`"
    assert tags(page(text.replace("\n", ""))) == tags(page(harmless))
    assert "\u202e" not in page(text)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)//https://x.gov.cn",
        "https://a.b/c",
        "https://a.b/?x=.gov.cn",
        "https://a.b\\.gov.cn/",
        "https://www.gov.cn@a.b/",
        "https://xgov.cn/",
        "https://www.gov.cn.a.b/",
    ],
)
def test_an_address_that_is_not_on_an_official_host_is_no_link(address):
    assert markup.web(address) == escaped(address)
    assert not markup.is_official(address)


def test_an_address_on_an_official_host_is_a_link_that_vouches_for_nothing():
    html = markup.web("http://jw.cq.gov.cn:80/c?d=1&e=2")
    assert html == '<a href="http://jw.cq.gov.cn:80/c?d=1&amp;e=2" rel="nofollow noopener">jw.cq.gov.cn</a>'


def test_a_copy_is_printed_and_no_link_even_on_an_official_host():
    row = dict.fromkeys(schema.columns("policies")) | {"policy_id": "p-1", "title": "x"}
    address = "https://www.school.edu.cn/copy"
    fact = {"fact": "doc_number", "value": "1", "certainty": "verified", "source": address}
    own, copy = (
        markup.page(registry_pages.policy(row, [fact | {"mirror": mirror}], [], Addresses([], []), "en"))
        for mirror in (False, True)
    )
    assert f'href="{address}"' in own
    assert f'href="{address}"' not in copy and f"{address} (copy)" in copy


def test_verified_facts_are_copies_official_or_elsewhere():
    counted = registry_pages.counted(rows("policy_facts"))
    assert counted["copies"] + counted["official"] + counted["elsewhere"] == counted["verified"] < counted["known"]
    assert min(counted.values()) > 0
