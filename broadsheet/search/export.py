"""The stories for a search server: OpenSearch's and Elasticsearch's bulk format.

For archives that outgrow a static index. The format is that of the Bulk API (one line of action,
one line of document, each ended by a line feed; docs of OpenSearch, "Bulk"), the mapping that of
"Create index". The bigram analyzer needs no plugin, and cuts text as our own index does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from broadsheet.search.documents import SearchDocument
from broadsheet.text import canonical_json

INDEX = "stories"
"""Name of the index where none is given."""


def bulk(documents: Iterable[SearchDocument], index: str = INDEX) -> Iterator[bytes]:
    """The lines of a bulk request, two for each story. POST them to `/_bulk`."""
    for document in documents:
        action = {"index": {"_index": index, "_id": document.id}}
        yield f"{canonical_json(action)}\n{canonical_json(_source(document))}\n".encode()


def mapping() -> bytes:
    """The body of the request that makes the index: `PUT /stories`."""
    text = {"type": "text", "analyzer": "bigrams"}
    named = {**text, "fields": {"exact": {"type": "keyword"}}}
    body = {
        "settings": {
            "analysis": {
                "analyzer": {
                    "bigrams": {
                        "type": "custom",
                        "tokenizer": "standard",
                        "filter": ["cjk_width", "lowercase", "cjk_bigram"],
                    }
                }
            }
        },
        "mappings": {
            "dynamic": "strict",
            "properties": {
                "address": {"type": "keyword", "index": False},
                "date": {"type": "date", "format": "strict_date"},
                "page": {"type": "keyword"},
                "page_name": {"type": "keyword"},
                "headline": text,
                "kicker": text,
                "deck": text,
                "column": named,
                "authors": named,
                "body": text,
            },
        },
    }
    return (json.dumps(body, indent=2, ensure_ascii=False) + "\n").encode()


def _source(document: SearchDocument) -> dict[str, object]:
    fields: dict[str, object] = {
        "address": document.address,
        "date": document.date.isoformat(),
        "page": document.page,
        "page_name": document.page_name,
        "headline": document.headline,
        "kicker": document.kicker,
        "deck": document.deck,
        "column": document.column,
        "authors": list(document.authors),
        "body": document.body,
    }
    return {name: value for name, value in fields.items() if value not in (None, "", [])}
