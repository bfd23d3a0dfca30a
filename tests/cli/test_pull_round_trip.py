"""What a workspace holds → files → commit → plan: nothing but adoptions."""

import json
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hookline.model.values import JSON
from hookline.remote.writer import EngineWriter
from hookline.workspace.embedded import EmbeddedWorkspace
from tests.cli.conftest import Answer
from tests.support.repository import run_git

TOO_LONG = "x too many times"
"""Stands for a text that is too long for a definition; spelled out it would fill reports."""

STORABLE = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
AWKWARD_NAMES = st.sampled_from(
    [
        *("yes", "null", "~", "0x1F", "1e3", "2026-11-23", "12:30", "- a", "a: b", "a #b", "<<"),
        *(
            "con",
            "CON",
            "con.",
            "..",
            "a/b",
            "a\\b",
            "ä",
            "a\u0308",
            "Ａ",
            "A",
            "а",
            "#",
            "&a",
            "*",
        ),
        *("${env:HOOKLINE_SECRET_A}", "{a}", "[a]", "a,b", "'", '"', "%", "@", "`", "!", "|", ">"),
        *("a b", "a-b", "a_b", "x" * 128, "\u200bx", "\u202ex", "=", "-", "?", "🚲", "\ta", "a\nb"),
    ]
)
NAMES = (AWKWARD_NAMES | st.text(STORABLE, min_size=1, max_size=12)).map(str.strip).filter(bool)
AWKWARD_TEXTS = st.sampled_from(
    [
        *(
            None,
            "",
            " ",
            "\n",
            "a\n",
            "a\n\n",
            " a\nb",
            "a\r\nb",
            "a\rb",
            "\ta\nb",
            "a \n b",
            "\x07",
        ),
        *(
            "# no comment",
            "key: value",
            "${env:X}",
            "---\na",
            "x" * 70_000,
            "\ufeff",
            "\u2028",
            "…",
        ),
    ]
)
WEBHOOKS: st.SearchStrategy[list[dict[str, JSON]]] = st.lists(
    st.fixed_dictionaries(
        {
            "name": NAMES,
            "description": AWKWARD_TEXTS | st.text(STORABLE, max_size=40),
            "is_enabled": st.booleans(),
            "require_login": st.booleans(),
            "is_productive": st.booleans(),
            "is_readonly": st.booleans(),
            "execution_location": st.sampled_from([None, "flow_record", "elsewhere", "no"]),
            "key": st.sampled_from([None, "secret"]),
            "place": st.sampled_from(["", "project", "bundle"]),
            "flow": st.sampled_from(["onboarding", "no", ""]),
        }
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda each: str(each["name"]),
)


def fill(file: Path, webhooks: list[dict[str, JSON]]) -> None:
    """Make a workspace with these webhooks."""
    workspace = EngineWriter(EmbeddedWorkspace(file), "embedded:local.db")
    places = {
        kind: workspace.create(kind, {"name": "null"}, "by hand").id
        for kind in ("project", "bundle")
    }
    flows = {
        name: workspace.create("flow", {"name": name}, "by hand").id
        for name in ("onboarding", "no")
    }
    for webhook in webhooks:
        place = webhook["place"]
        values = {name: webhook[name] for name in webhook if name not in ("place", "flow")}
        if values["description"] == TOO_LONG:
            values["description"] = "x" * 70_000
        values["flow_id"] = flows.get(str(webhook["flow"]))
        if place:
            values[f"{place}_id"] = places[str(place)]
        workspace.create("webhook", values, "by hand")


@settings(
    max_examples=12,
    suppress_health_check=list(HealthCheck),
    # Shrinking would run the command line some thousand times more.
    phases=(Phase.explicit, Phase.generate),
)
@given(webhooks=WEBHOOKS)
def test_the_first_plan_after_a_pull_only_adopts(
    webhooks: list[dict[str, JSON]],
    tmp_path: Path,
    hookline: Callable[..., Answer],
) -> None:
    """Whatever the workspace holds, each webhook is adopted as it is, or was left alone aloud."""
    folder = Path(mkdtemp(dir=tmp_path))
    names = {str(webhook["name"]) for webhook in webhooks}
    fill(folder / ".hookline" / "local.db", webhooks)
    begun = hookline("init", str(folder), "--from", "embedded:.hookline/local.db", "--format=json")
    assert begun.code == 0, begun
    shown = json.loads(begun.out)
    run_git(folder, "add", "--all")
    run_git(folder, "commit", "--quiet", "--message", "Begin")
    written = {each["address"] for each in shown["definitions"]}
    left = {each["address"] for each in shown["left_alone"] if each["property"] is None}
    assert written | left == {f"webhook/{name}" for name in names}
    assert not written & left
    if written:
        planned = hookline("plan", "-C", str(folder), "--format", "json")
        assert planned.code == 0, planned
        changes = json.loads(planned.out)["changes"]
        assert {change["address"] for change in changes} == written
        assert {(change["action"], change["blocked"]) for change in changes} == {("adopt", None)}
        again = json.loads(hookline("pull", "-C", str(folder), "--format", "json").out)
        assert again["files"] == []
