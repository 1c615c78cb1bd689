"""What all OSCAL documents share: stable identifiers, metadata, properties, and text that is no markup.

Identifiers are derived (UUID version 5) from the assessment and from what they name, so that the same thing has the
same identifier in every export. A document's own identifier follows from its content: equal content, equal document.
Field names and limits are those of NIST OSCAL 1.2.1 in JSON.

How the documents find each other: every reference within a document is `#` and the identifier of a resource in its
back matter, which is what loaders resolve without a network; the resource of the catalog and of the results says by a
relative link how the file is called that is written beside this one. `import-ap` leads to a resource that tells the
method, since a self-assessment has no plan of its own and no link is better than one into nothing. `NS` is no address
either: it only says whose the properties are.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any, Final
from uuid import UUID, uuid5

from cop_tui.reports.document import plain
from cop_tui.reports.markup import block, cell
from cop_tui.reports.model import ReportModel
from cop_tui.reports.naming import file_name
from cop_tui.reports.wording import left_out_words

OSCAL_VERSION: Final = "1.2.1"
NS: Final = "urn:cop-tui:oscal"
CATALOG_FILE: Final = "oscal-catalog.json"
RESULTS_FILE: Final = "oscal.json"
_NAMESPACE: Final = UUID("5b1f6a0e-7a0b-5f1c-9a53-2c1d8e3f4a60")
_NO_TOKEN: Final = re.compile(r"[^A-Za-z0-9._-]")
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"\\^`{|}]+", re.ASCII)

Data = dict[str, Any]


def derived(*parts: str) -> str:
    """The identifier of what these parts name, always the same."""
    return str(uuid5(_NAMESPACE, json.dumps(parts, ensure_ascii=False)))


def document(root: str, content: Data) -> bytes:
    """A document as UTF-8 JSON; its identifier follows from its content."""
    kept = json.dumps(content, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
    named = {"uuid": derived("document", root, hashlib.sha256(kept).hexdigest()), **content}
    return (json.dumps({root: named}, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def some(**fields: Any) -> Data:
    """The fields that hold anything, under OSCAL's names: `related_risks` is `related-risks`."""
    return {name.rstrip("_").replace("_", "-"): value for name, value in fields.items() if value not in ("", None, [])}


def line(text: str, otherwise: str = "–") -> str:
    """One line of OSCAL's markup that reads as `text`; never empty."""
    return cell(plain(text)) or otherwise


def prose(text: str, otherwise: str = "–") -> str:
    """Lines of OSCAL's markup that read as `text`; never empty."""
    return block(plain(text)) or otherwise


def value(text: str) -> str:
    """A value without markup: one line, no blanks around it."""
    return " ".join(plain(text).split())


def token(text: str) -> str:
    """An identifier within a document: letters, digits, dots, hyphens and underscores, no digit first."""
    made = _NO_TOKEN.sub("_", text)
    return made if made[:1].isalpha() or made[:1] == "_" else f"_{made}"


def prop(name: str, said: object, **more: str) -> list[Data]:
    """A property of ours, as a list: empty where there is nothing to say."""
    words = value(str(said)) if said is not None else ""
    return [some(name=name, ns=NS, value=words, **more)] if words else []


def props(**named: object) -> list[Data]:
    """Properties of ours by name."""
    return [found for name, said in named.items() for found in prop(name.replace("_", "-"), said)]


def address(reference: str) -> str:
    """The web address that a reference is; empty where it is none, so that no other scheme becomes a link."""
    found = _ADDRESS.fullmatch(reference.strip())
    return found.group() if found else ""


def day_time(day: date) -> str:
    """The beginning of a day in OSCAL's form of a moment."""
    return moment(datetime.combine(day, time.min, UTC))


def moment(at: datetime) -> str:
    """A moment in UTC to the second."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at.year >= 1000 else f"{at.isoformat(timespec='seconds')}"


def metadata(
    model: ReportModel,
    title: str,
    parties: Iterable[Data] = (),
    roles: Mapping[str, str] | None = None,
    links: Iterable[Data] = (),
) -> Data:
    """What a document about an assessment says of itself; `links` are the resources that it belongs with."""
    head, pack = model.head, model.pack
    provider = head.provider or head.name
    remarks = [pack.disclaimer, left_out_words(model.left_out)]
    return some(
        title=line(f"{title}: {head.name}"),
        last_modified=day_time(model.today),
        version=model.today.isoformat(),
        oscal_version=OSCAL_VERSION,
        props=props(
            audience=model.audience,
            content_sha256=head.content,
            pack=f"{pack.id} {pack.version}",
            pack_sha256=pack.sha256,
            model=head.model,
            moment=head.moment.label if head.moment else "",
            made_with=head.tool,
        ),
        links=[{"href": f"#{each['uuid']}", "rel": "reference"} for each in links],
        roles=[
            {"id": key, "title": words} for key, words in {"provider": "Provider of the model", **(roles or {})}.items()
        ],
        parties=[
            {"uuid": party(model), "type": "organization", "name": value(provider) or "–"},
            *parties,
        ],
        responsible_parties=[{"role-id": "provider", "party-uuids": [party(model)]}],
        remarks=prose("\n\n".join(r for r in remarks if r)),
    )


def party(model: ReportModel) -> str:
    """The identifier of the provider."""
    return derived("provider", model.head.id, model.head.provider or model.head.name)


def person(name: str) -> str:
    """The identifier of somebody who is named as owner."""
    return derived("person", value(name))


def people(names: Iterable[str]) -> list[Data]:
    """The parties of these names, each once, in order of their names."""
    found = sorted({value(name) for name in names} - {""})
    return [{"uuid": person(name), "type": "person", "name": name} for name in found]


def tool(model: ReportModel) -> Data:
    """The actor behind what was calculated."""
    return {"type": "tool", "actor-uuid": derived("tool", model.head.tool)}


def catalog_id(model: ReportModel) -> str:
    """The identifier of the resource that stands for the catalog of the questionnaire that was answered."""
    return derived("catalog", model.pack.id, model.pack.version, model.pack.sha256)


def catalog(model: ReportModel) -> Data:
    """The resource that stands for the catalog: by its identifier, and by the file that is written beside this one."""
    pack = model.pack
    return some(
        uuid=catalog_id(model),
        title=line(f"Catalog: {pack.title} {pack.version}"),
        description="The catalog whose ids the findings name; exported as the format oscal-catalog.",
        props=props(pack=f"{pack.id} {pack.version}", pack_sha256=pack.sha256),
        rlinks=[_beside(model, CATALOG_FILE, "catalog")],
    )


def results(model: ReportModel) -> Data:
    """The resource that stands for the assessment results of the same day."""
    return some(
        uuid=derived("results", model.head.id, model.today.isoformat()),
        title=line(f"Assessment results: {model.head.name} on {model.today}"),
        description="The results that the plan follows from; exported as the format oscal.",
        rlinks=[_beside(model, RESULTS_FILE, "assessment-results")],
    )


def _beside(model: ReportModel, extension: str, kind: str) -> Data:
    return {"href": file_name(model, model.audience, extension), "media-type": f"application/oscal.{kind}+json"}
