"""JSON-LD of pages against the SHACL shapes of schema.org that pyshacl ships.

`shapes.py PAGE…` prints what is wrong, one line each, and exits with 1 if there is anything.
Run by check_site.py in its own environment. The context stands here, so that nothing is fetched.
"""

import json
import re
import sys
from pathlib import Path

import pyshacl
import rdflib

SHAPES = Path(pyshacl.__file__).parent / "assets" / "schema.ttl"
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
CONTEXT = {
    "@vocab": "http://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    **{name: {"@type": "xsd:dateTime"} for name in ("datePublished", "dateModified")},
    **{name: {"@type": "@id"} for name in ("url", "mainEntityOfPage", "image")},
}
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
SCHEMA = "http://schema.org/"


def main(pages: list[str]) -> int:
    """The exit code."""
    shapes = rdflib.Graph().parse(SHAPES)
    data = rdflib.Graph()
    found = 0
    for page in pages:
        for match in SCRIPT.finditer(Path(page).read_text("utf-8")):
            value = {**json.loads(match[1]), "@context": CONTEXT}
            data.parse(data=json.dumps(value), format="json-ld")
            found += 1
    known = {str(path) for path in shapes.objects(None, SH.path)}
    unknown = {str(p) for p in data.predicates() if str(p).startswith(SCHEMA)} - known
    faults = [f"unknown property {name}" for name in sorted(unknown)]
    _, results, _ = pyshacl.validate(data, shacl_graph=shapes, ont_graph=shapes)
    for result in results.subjects(rdflib.RDF.type, SH.ValidationResult):
        path, value = (results.value(result, name) for name in (SH.resultPath, SH.value))
        faults.append(f"{path} {value}")
    print("\n".join(sorted(set(faults))) or f"{found} blocks, {len(data)} statements")
    return 1 if faults or not found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
