"""The words that Python and the browser exchange.

`element` has the base structs of everything that can stand on a page, `message` the messages and operations, `blob`
large values, `wire` the encoding. TypeScript types are generated from these structs by `scripts/gen.py`.
"""
