"""Text: headings, Markdown, code, formulas, messages, and `write`, which finds the right element for any object."""
