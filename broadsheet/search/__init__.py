"""The search index: pure functions from stories to files that the reader's browser fetches.

The format of the files is docs/search-index.md; the browser's side is templates/assets/js/search*.
"""
