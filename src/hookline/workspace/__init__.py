"""The embedded workspace: the Engine's documented REST interface over SQLite.

It answers in-process (`embedded`) or over HTTP on this machine (`served`). Where the Engine's
documentation says nothing, it does the likeliest thing, and a real workspace may differ:

- a POST on an existing name changes that record, a PATCH on a missing one is a 404, and a PATCH
  replaces JSON values whole;
- a read gives neither `key` and `roles` nor the names `flow_name`, `project_name`, `bundle_name`;
- `null` clears a property, and names are trimmed;
- a delete goes to the trash, answers 204 and frees the name, unless the switch says that names stay
  taken; a refused write to a read-only record is a 403;
- moving a record from a project to a bundle, or back, needs `null` for the one it leaves;
- what is unknown or set by the server is refused (422) instead of ignored, to show mistakes.

Two things are Hookline's own: `/api/latest/<type>/<id>/hookline-history`, the changes of a record
with their commit messages, and `/api/latest/webhook/<id>/hookline-executions`, the calls of a
webhook with what its flow would have received. No flow ever runs.
"""
