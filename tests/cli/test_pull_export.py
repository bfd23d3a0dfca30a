import io
import json
import zipfile
from pathlib import Path

import pytest

from tests.cli.conftest import CONFIG, PAID, SIGNUP, Shop

EXPORT = """\
webhook:
  name: signup
  description: From the other workspace.
  id: 6f0c1b1e-3f5e-4a64-9d0c-2f6d7c1b8a90
  created_at: 2026-11-01T09:00:00Z
  created_by_user: {name: ada}
  url: https://x.example/api/latest/webhook/signup/call
  is_key_required: true
  key: hunter2
  schema_version: "1"
  flow_id_flow: {name: billing}
  project_id_project: {name: Shop}
  bundle_id_bundle: null
  is_enabled: true
  is_productive: true
---
flow:
  name: billing
---
webhook:
  name: refund
  flow_id_flow: {name: billing-refund}
  project_id_project: {name: Shop}
  bundle_id_bundle: null
  is_productive: true
  is_enabled: false
  roles: [{role: caller}]
  created_at: 2026-11-01T09:00:00Z
"""


def zip_of(**files: str) -> bytes:
    """Pack texts under names that have a dot for each double underscore."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "."), text)
    return packed.getvalue()


def test_an_export_becomes_definitions(shop: Shop, tmp_path: Path) -> None:
    """References become names, what only informs is dropped with a note, and no secret is read."""
    (tmp_path / "export.yaml").write_text(EXPORT)
    answer = shop.hookline("import", "--from", str(tmp_path / "export.yaml"))
    assert answer.code == 0, answer
    assert (shop.path / "webhooks" / "refund.yaml").read_text() == (
        "webhook:\n"
        "  name: refund\n"
        "  flow_name: billing-refund\n"
        "  project_name: Shop\n"
        "  is_productive: true\n"
        '  roles: [{"role": "caller"}]\n'
        "access:\n"
        "  is_enabled: false\n"
    )
    assert (shop.path / "webhooks" / "onboarding.yaml").read_text() == SIGNUP.replace(
        "Creates the account.", "From the other workspace."
    ).replace("flow_name: onboarding", "flow_name: billing")
    assert "invoice-paid" not in answer.out
    for dropped in (
        "`created_at` was dropped from 2 webhooks: it is set by the workspace",
        "`created_by_user` was dropped from 1 webhook: it is unknown",
        "`key` was dropped from 1 webhook: it is a secret",
        "`schema_version` was dropped from 1 webhook",
        "1 record of type flow",
    ):
        assert dropped in answer.err
    assert "hunter2" not in answer.out + answer.err


def test_an_export_needs_no_workspace(shop: Shop, tmp_path: Path) -> None:
    """Only the file is read, so that a target that nobody can reach is no hindrance."""
    config = CONFIG + '  far: {workspace: "https://far.example", project: Shop}\n'
    shop.commit("Add", {"hookline.yaml": config})
    (tmp_path / "export.zip").write_bytes(zip_of(a__yaml=EXPORT, README="# nothing"))
    arguments = ("pull", "--target", "far", "--from", str(tmp_path / "export.zip"))
    shown = json.loads(shop.hookline(*arguments, "--format", "json").out)
    assert [each["address"] for each in shown["definitions"]] == [
        "webhook/signup",
        "webhook/refund",
    ]
    assert "project_name" not in (shop.path / "webhooks" / "refund.yaml").read_text()


def test_a_definition_that_the_export_lacks_can_be_asked_for(shop: Shop, tmp_path: Path) -> None:
    """An export holds some of the webhooks; only one that is named is told to be missing."""
    (tmp_path / "export.yaml").write_text(EXPORT)
    answer = shop.hookline("pull", "invoice-paid", "--from", str(tmp_path / "export.yaml"))
    assert answer.code == 3
    assert "webhook/invoice-paid: the export has no such webhook" in answer.out
    assert (shop.path / "webhooks" / "billing.yaml").read_text() == PAID


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"webhook: {name: a\n", "export:1:10: error[YML-SYNTAX]"),
        (b"webhook: {key: hunter2, flow_name: f}\n", "the webhook has no name"),
        (b"webhook: {name: a}\n---\nwebhook: {name: a}\n", "'a' stands here for the second time"),
        (b"- a\n", "the document is no mapping"),
        (b"flow: {name: a}\n", "the export holds no webhook"),
        (b"PK\x03\x04 and nothing more", "cannot be unpacked"),
        (zip_of(README="nothing"), "holds no .yaml file"),
        (zip_of(a__yaml="x" * 5_000_000), "unpacks to more than is read"),
    ],
)
def test_an_export_that_is_none_is_refused(
    shop: Shop, tmp_path: Path, data: bytes, told: str
) -> None:
    """What is wrong is told with its place, no secret is shown, and nothing is written."""
    (tmp_path / "export").write_bytes(data)
    answer = shop.hookline("pull", "--from", str(tmp_path / "export"))
    assert answer.code == 1
    assert told in answer.err, answer.err
    assert "hunter2" not in answer.err
    assert shop.repository.git("status", "--porcelain") == ""
