"""Text: headings, Markdown, code, formulas, messages, and `write`, which shows any object."""
