"""Issues as libraries keep them: ALTO for what stands where on a page, METS for the issue.

ALTO 4 (Library of Congress) and METS 1 with MODS, as newspaper programmes use them: an article is
a division of the logical structure that points at its blocks on the pages.
"""
