"""Page magic: an expression that stands alone on a line is written to the page.

Only values are written: names, literals, containers, attributes, arithmetic and so on. Calls are not written,
because most of them stand alone for their effect. Docstrings and None are not written, either.
"""

import ast

WRITER = "__treadle_write__"
"""The name under which the rewritten code finds the writing function."""

_WRITTEN = (
    ast.Name,
    ast.Attribute,
    ast.Subscript,
    ast.Constant,
    ast.JoinedStr,
    ast.List,
    ast.Dict,
    ast.Set,
    ast.Tuple,
    ast.ListComp,
    ast.DictComp,
    ast.SetComp,
    ast.GeneratorExp,
    ast.BinOp,
    ast.UnaryOp,
    ast.BoolOp,
    ast.Compare,
    ast.IfExp,
    ast.Lambda,
)


class _Rewriter(ast.NodeTransformer):
    def __init__(self) -> None:
        self.used = False

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._body(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._body(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        return node  # its bare expressions are docstrings of attributes

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return node

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        if not isinstance(node.value, _WRITTEN):
            return node
        if isinstance(node.value, ast.Constant) and node.value.value in (None, ...):
            return node
        self.used = True
        values: list[ast.expr] = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
        call = ast.Call(ast.Name(WRITER, ast.Load()), values, [])
        return ast.copy_location(ast.Expr(ast.copy_location(call, node.value)), node)

    def _body(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST:
        docstring = node.body[:1] if ast.get_docstring(node, clean=False) is not None else []
        rest = [self.visit(statement) for statement in node.body[len(docstring) :]]
        node.body = [*docstring, *rest]
        return node


def rewrite(tree: ast.Module) -> ast.Module:
    """Return a module in which bare expressions are written to the page, except for its docstring."""
    rewriter = _Rewriter()
    docstring = tree.body[:1] if ast.get_docstring(tree, clean=False) is not None else []
    rest = [rewriter.visit(statement) for statement in tree.body[len(docstring) :]]
    if rewriter.used:
        # `from __future__` imports must come first.
        first = next((i for i, statement in enumerate(rest) if not _is_future_import(statement)), len(rest))
        rest.insert(
            first, ast.ImportFrom("treadle._core.elements.text.write", [ast.alias("magic", WRITER)], 0)
        )
    tree.body = [*docstring, *rest]
    return ast.fix_missing_locations(tree)


def _is_future_import(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
