"""The reader of type: rapidocr with the models that its wheel brings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from broadsheet.layouts import Box
from broadsheet.ocr.typed import Letter, TypeLine

MOST_SIDE = 9000
"""Pixels of the longer side above which the engine shrinks a page: A2 at 300 dots an inch fits."""
THREADS = 1
"""Of one engine: several pages are read by several processes."""


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.max_side_len": MOST_SIDE,
            # lines that stand on their heads are no part of a newspaper
            "Global.use_cls": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": THREADS,
        }
    )


def read_lines(pixels: NDArray[np.uint8]) -> tuple[TypeLine, ...]:
    """Every line of type in a picture (rows, columns, RGB), in no promised order."""
    result = _engine()(pixels, return_word_box=True)
    if result.boxes is None or result.txts is None:
        return ()
    found = []
    for corners, text, score, words in zip(
        result.boxes, result.txts, result.scores, result.word_results, strict=True
    ):
        letters = _letters(text, float(score), words)
        if letters:
            across, down = [p[0] for p in corners], [p[1] for p in corners]
            box = Box(float(min(across)), float(min(down)), float(max(across)), float(max(down)))
            found.append(TypeLine(box, letters))
    return tuple(found)


def _letters(text: str, score: float, words: Sequence[Any]) -> tuple[Letter, ...]:
    """The characters of a line; white space, which the reader guesses, is left to the places."""
    single = [(char, float(worth)) for word, worth, _ in words for char in word]
    if "".join(char for char, _ in single) != text:
        single = [(char, score) for char in text]
    return tuple(Letter(char, worth) for char, worth in single if not char.isspace())
