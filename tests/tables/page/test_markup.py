from hookline.model.codes import Code
from hookline.model.diagnostics import Severity
from hookline.tables.page import read_page
from tests.tables.page.reading import description_of, facts, told

HEAD = (
    "<table><thead><tr><th>Property</th><th>Description</th><th>Type</th>"
    "<th>Import/Export</th></tr></thead><tbody>\n"
)
PARCEL = f"""\
<!doctype html><html><head><title>Parcel</title><script>"<table>"</script></head><body>
<span>Version: 12 &ndash; TBD</span>
<p><em>class</em> <code>resources.parcel.Parcel</code></p>
<table><tr><th>Menu</th></tr></table>
{HEAD}<tr><td>created_at</td><td></td><td>DateTime(timezone=True)</td><td>export only</td></tr>
<tr><td><code>kind</code></td><td>What it is,
  <a href="#k">see&nbsp;kinds</a> &amp; more.</td>
<td>Enum(&#x27;BOX&#x27;, 'TUBE', name='parcelkind')</td><td>both</td></tr>
<tr><td>landing_rule</td><td>Where it begins:
  <table><tr><th>landing_rule</th><th>meaning</th></tr>
  <tr><td>created_by</td><td>beside its maker</td></tr></table>
  <ul><li>A given place wins.</li></ul></td><td>String(length=128)</td><td>neither</td></tr>
<tr><td>marks<td>Its marks.<td>ARRAY(SmallInteger())<td>import only
<tr><td>zone</td><td>Its zone.</td><td>JSONB(astext_type=Text())</td><td>both</td></tr>
</tbody></table></body></html>
"""


def test_a_table_of_a_web_page_is_read() -> None:
    """Nested tables, entities, left out end tags and other tables do not disturb it."""
    page = read_page(PARCEL, "parcel.html")
    assert facts(page) == {
        "created_at": ("DateTime(timezone=True)", "export only"),
        "kind": ("Enum('BOX', 'TUBE', name='parcelkind')", "both"),
        "landing_rule": ("String(length=128)", "neither"),
        "marks": ("ARRAY(SmallInteger())", "import only"),
        "zone": ("JSONB(astext_type=Text())", "both"),
    }
    assert page.diagnostics == ()
    assert (page.table.record_type, page.table.engine) == ("parcel", 12)


def test_a_nested_table_is_words_of_its_cell() -> None:
    """Its rows are lines of the description."""
    page = read_page(PARCEL, "parcel.html")
    assert description_of(page, "landing_rule") == (
        "Where it begins:\nlanding_rule meaning\ncreated_by beside its maker\nA given place wins."
    )
    assert description_of(page, "kind") == "What it is, see kinds & more."


def test_a_row_that_lost_cells_is_named() -> None:
    """A row with two cells too few is lost, and the next one is whole."""
    page = read_page(
        f"{HEAD}<tr><td>kind</td><td>What it is.</td></tr>\n"
        "<tr><td>name</td><td>Its name.</td><td>Text()</td><td>both</td></tr></table>",
        "parcel.html",
        record_type="parcel",
        engine=12,
    )
    assert facts(page) == {"kind": (None, None), "name": ("Text()", "both")}
    message = "`kind` lost its Type cell and its Import/Export cell"
    assert told(page) == [(Severity.WARNING, Code.TAB_LOST, 2, message)]


def test_a_page_that_breaks_off_in_a_row_says_so() -> None:
    """The row in which the page ends is lost, those before it are not."""
    page = read_page(
        f"{HEAD}<tr><td>kind</td><td>What it is.</td><td>Text()</td><td>both</td></tr>\n"
        "<tr><td>name</td><td>Its na",
        "parcel.html",
        record_type="parcel",
        engine=12,
    )
    assert facts(page) == {"kind": ("Text()", "both"), "name": (None, None)}
    assert description_of(page, "name") == "Its na"
    assert [(code, line) for _, code, line, _ in told(page)] == [(Code.TAB_LOST, 3)]


def test_a_row_without_a_name_is_named_by_its_line() -> None:
    """A row that begins with words instead of a property is an error, not a guess."""
    page = read_page(
        f"{HEAD}<tr><td>The kind</td><td>What it is.</td><td>Text()</td><td>both</td></tr>\n"
        "<tr><td>name</td><td>Its name.</td><td>Text()</td><td>both</td></tr></table>",
        "parcel.html",
        record_type="parcel",
        engine=12,
    )
    assert facts(page) == {"name": ("Text()", "both")}
    assert [(severity, line) for severity, _, line, _ in told(page)] == [(Severity.ERROR, 2)]
