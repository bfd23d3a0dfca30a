"""A page in words of our own with every trap of the real one, and how tests look at it."""

from hookline.model.codes import Code
from hookline.model.diagnostics import Severity
from hookline.tables.page import Page, read_page

HEADER = "PropertyDescriptionTypeImport/Export"

COURIER = """\
Skip to main content
Version: 12 - Marillenknödel

Courier

class resources.courier.Courier

Base class: Resource

PropertyDescriptionTypeImport/Export
badgeThe courier's picture.BYTEA()export only
bag_idThe bag on the courier's back. Never together with cart_idUUID(as_uuid=False)both
cart_idThe cart behind the courier. Never together with bag_id.UUID(as_uuid=False)both
created_atDateTime(timezone=True)export only
created_byUUID(as_uuid=False)export only
dispatch_modeHow work is handed out. These can be chosen: dispatch_modemeaning -- first_free
gradesWhich grades are served.ARRAY(SmallInteger())import only
idUUID(as_uuid=False)neither
is_pausedA switch that keeps the courier at home. Works for BIKE, CARGO_BIKE, VANBoolean()both
is_startedBoolean()export only
kindEnum('BIKE', 'CARGO_BIKE', 'VAN', name='courierkind')neither
landing_ruleDecides where a new courier begins when neither bag_id nor cart_id is given:
landing_rule kinds meaning
created_by all beside the one who made it
default all in the yard
riding_order van beside the ride that it belongs to
Remarks:
  • A given bag or cart always wins.
  • riding_order needs a ride of kind "VAN". Without it default is used.
String(length=128)neither
nameThe courier's name. No two couriers share one.String(length=128)both
notesFree words.Text()both
paper_pathWhere the papers lie, below COURIER_PAPER_PATHString(length=256)neither
routeThe planned route.JSONB(astext_type=Text())both
settingsJSONEncodedData()import only
"""

COURIER_FACTS = {
    "badge": ("BYTEA()", "export only"),
    "bag_id": ("UUID(as_uuid=False)", "both"),
    "cart_id": ("UUID(as_uuid=False)", "both"),
    "created_at": ("DateTime(timezone=True)", "export only"),
    "created_by": ("UUID(as_uuid=False)", "export only"),
    "dispatch_mode": (None, None),
    "grades": ("ARRAY(SmallInteger())", "import only"),
    "id": ("UUID(as_uuid=False)", "neither"),
    "is_paused": ("Boolean()", "both"),
    "is_started": ("Boolean()", "export only"),
    "kind": ("Enum('BIKE', 'CARGO_BIKE', 'VAN', name='courierkind')", "neither"),
    "landing_rule": ("String(length=128)", "neither"),
    "name": ("String(length=128)", "both"),
    "notes": ("Text()", "both"),
    "paper_path": ("String(length=256)", "neither"),
    "route": ("JSONB(astext_type=Text())", "both"),
    "settings": ("JSONEncodedData()", "import only"),
}


def facts(page: Page) -> dict[str, tuple[str | None, str | None]]:
    """Give what a page says of each property, descriptions aside."""
    return {row.name: (row.type, row.import_export) for row in page.table.rows}


def read(*lines: str, header: str = HEADER) -> Page:
    """Read a page that has nothing but a table."""
    text = "\n".join((header, *lines))
    return read_page(text, "page.txt", record_type="courier", engine=12)


def told(page: Page) -> list[tuple[Severity, Code, int, str]]:
    """Give what the diagnostics of a page say, and where."""
    return [
        (d.severity, d.code, d.location.line if d.location else 0, d.message)
        for d in page.diagnostics
    ]


def description_of(page: Page, name: str) -> str:
    """Give the words of one row."""
    return next(row.description for row in page.table.rows if row.name == name)
