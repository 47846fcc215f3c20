"""The search index: pure functions from stories to files that the reader's browser fetches.

The format of the files is docs/search-index.md; the browser's side is templates/assets/js/search*.
"""

import os

# NumPy brings a library for matrices along, which starts a thread for each processor when it is
# loaded: twice what NumPy itself takes. There are no matrices here, only rows of numbers.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
