"""What the user gave for each file, as a digest: his data in the sheets it uses, his template. Pure.

Two builds with the same digest differ by the program alone: by its wording, its layout, its
templates. So nothing that the program itself brings along goes into it: no default for a cell
or sheet left empty, and no optional column that a later version knows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, fields, replace
from typing import Any

from docgen.campaign import origins, schema
from docgen.campaign.model import Campaign, Record
from docgen.campaign.privacy import public_phone
from docgen.campaign.schema import Use
from docgen.documents.core import Document, Planned

_PRINTED = tuple(sheet for sheet in schema.SHEETS if not sheet.by_ballot)  # ballots as counts


def with_sources(
    planned: Iterable[Planned], campaign: Campaign, own_templates: Mapping[str, str]
) -> tuple[Planned, ...]:
    """The files, each with the digest of what the user gave for it.

    ``own_templates`` are the SHA-256 of the user's own templates by document key: such a
    template may print from any sheet. A file that lists the package follows that, and gets none.
    """
    sheets: dict[Use, str] = {}
    documents: dict[str, str] = {}
    found = []
    for item in planned:
        document = item.document
        if document.key not in documents and not document.lists_files:
            own = own_templates.get(document.key, "")
            documents[document.key] = _digest(_content(document, campaign, own, sheets))
        found.append(replace(item, source_sha256=documents.get(document.key, "")))
    return tuple(found)


def _content(
    document: Document, campaign: Campaign, own_template: str, sheets: dict[Use, str]
) -> dict[str, Any]:
    """``sheets`` are the digests already made."""
    uses = map(Use, _PRINTED) if own_template else (Use(schema.INFO), *document.uses)
    content: dict[str, Any] = {}
    for use in uses:
        if not use.sheet.by_ballot:
            if use not in sheets:
                sheets[use] = _digest(list(_rows(campaign, use)))
            content[use.sheet.name] = sheets[use]
    if own_template:
        content["template"] = own_template
    if document.public:  # whose number it is stands in other sheets
        content["phone"] = public_phone(campaign)
    return content


def _rows(campaign: Campaign, use: Use) -> Iterator[dict[str, Any]]:
    """What was filled in, row by row."""
    records = getattr(campaign, use.sheet.field)
    for record in (records,) if use.sheet is schema.INFO else records:
        if use.sheet is not schema.INFO and use.sheet.default_when_empty and not record.source.row:
            continue  # nobody filled it in
        row = dict(_values(record, use.fields))
        if use.sheet.name in origins.SHEETS_NAMED:
            row["row"] = record.source.row  # other sheets name it
        yield row


def _values(record: Record, wanted: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    for field in fields(record):
        if not field.compare or (wanted and field.name not in wanted):
            continue
        value = getattr(record, field.name)
        default = None if field.default is MISSING else field.default
        if value not in (None, "", default) and field.name not in record.source.empty:
            yield field.name, value


def _digest(content: object) -> str:
    text = json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
    )
    return hashlib.sha256(text.encode()).hexdigest()
