"""The inspection meter: suspected errors of a text, counted as the national rule counts them.

《报纸期刊质量管理规定》 (2020) allows a newspaper three errors in ten thousand characters. What
is found here is only suspected: each finding names its place, and what is right can be accepted.
"""
