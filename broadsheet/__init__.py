"""The press: raw newspaper issues in, a digital edition out. It has no content of its own."""

__version__ = "0.1.0"
