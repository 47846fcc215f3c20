"""Reading pages that are pictures: scans, photographs, type turned to outlines.

    picture -> straightened -> lines of type, with what each character is worth
            -> rules, frames, tints and plates -> a sheet, as if a PDF had said so

What follows (columns, stories, roles) is the same as for a page with a text layer. The libraries
come with the extra `[ocr]`: rapidocr and its models (Apache-2.0), onnxruntime (MIT), OpenCV
(Apache-2.0); the models lie in the wheel and nothing is fetched. docs/decisions says why these.
"""
