"""What people type stays text in Markdown: proved by rendering it with a CommonMark parser."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from cop_tui.domain.text import clean_text
from cop_tui.reports.markup import block, cell, inline

HOSTILE = [
    "<script>alert(1)</script>",
    "<!-- --><b>x</b>",
    "[a](https://evil.example) ![i](x) [^1]",
    "https://evil.example/?a=1&b=2 www.evil.example a@evil.example",
    "# heading", "- item", "+ item", "* item", "1. one", "1) one", "> quote", "=====", "---", "***", "```", "~~~",
    "a | b | c", "|---|", "\\| \\", "`code` ``", "**bold** _em_ ~~gone~~ $x$", "&lt;b&gt; &amp; &#60;",
    "- [ ] task", "    indented", "a@b.+c@d", "`a@b.c`", "http://`x", "x\\", "Name #", "a\nb\n\n- c\n===\n# d",
]  # fmt: skip
TAGS = re.compile(r"<(?!/?(?:p|br|code|table|thead|tbody|tr|th|td|blockquote|h1)\b)[^>]*>")
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
TEXT = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(alphabet=st.sampled_from("ab1 \n\\`*_{}[]()<>#+-.!|~$&@:/=;www"), max_size=40),
    st.text(max_size=40),
).map(clean_text)


def words(rendered: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", rendered)).split())


def squeezed(text: str) -> str:
    return "".join(text.split())


@given(TEXT)
@example("a@b.+c@d")
def test_a_line_is_its_text(text: str) -> None:
    rendered = PARSER.render(inline(text))
    assert not TAGS.search(rendered)
    assert squeezed(words(rendered)) == squeezed(text)


@given(TEXT)
def test_lines_stay_lines_of_a_quotation(text: str) -> None:
    rendered = PARSER.render(f"- **Note:**\n\n{block(text, '  > ')}\n\n- **Next:** x\n")
    inside = rendered.partition("<blockquote>")[2].partition("</blockquote>")[0]
    assert not TAGS.search(inside)
    assert squeezed(words(inside)) == squeezed(text)
    assert rendered.count("<li>") == 2


@given(TEXT, TEXT)
def test_a_cell_stays_in_its_cell(first: str, second: str) -> None:
    rendered = PARSER.render(f"| A | B |\n| --- | --- |\n| {cell(first)} | {cell(second)} |\n")
    cells = re.findall(r"<td>(.*?)</td>", rendered, re.DOTALL)
    assert len(cells) == 2
    assert not TAGS.search(rendered)
    assert [squeezed(words(c)) for c in cells] == [squeezed(first), squeezed(second)]


@given(TEXT)
def test_a_heading_keeps_its_end(text: str) -> None:
    rendered = PARSER.render(f"# Name: {cell(text)}")
    assert squeezed(words(rendered)) == squeezed(f"Name: {text}")


@pytest.mark.parametrize("address", ["https://a.example/x?y=1", "www.a.example", "ftp://a.example", "me@a.example"])
def test_addresses_are_no_links_and_can_be_copied(address: str) -> None:
    linking = MarkdownIt("gfm-like")
    rendered = linking.render(inline(f"See {address} today"))
    assert "<a" not in rendered
    assert f"<code>{html.escape(address)}</code>" in rendered


def test_line_ends_are_kept() -> None:
    assert PARSER.render(block("one\ntwo\n\nthree")).split() == ["<p>one<br", "/>", "two</p>", "<p>three</p>"]
