"""The words that Python and the browser exchange.

`element` has the base structs of everything that can stand on a page, `message` has the messages and
operations, `blob` has large values, `wire` the encoding. `scripts/gen.py` generates TypeScript types from
these structs.
"""
