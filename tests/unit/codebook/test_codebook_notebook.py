"""A codebook as a table in a notebook."""

from __future__ import annotations

from pipeline.model import Codebook, Theme


def test_codebook_is_a_tree_in_a_notebook() -> None:
    """Themes stand in their order with id and definition, sub-themes indented."""
    regen = Theme(id="regen", label="Regen & nat", definition="Nat worden.")
    weer = Theme(id="weer", label="Weer", themes=(regen,))
    book = Codebook(id="nadelen", title="Nadelen", language="nl", version="2", themes=(weer,))

    html = book._repr_html_()

    assert "Nadelen: codebook nadelen, version 2" in html
    assert html.index(">Weer<") < html.index(">\u2003Regen &amp; nat<")
    assert "Nat worden." in html
