"""What the command line sees of a function without running it."""

from __future__ import annotations

import ast

from jacviz.language import MathsError, parse
from jacviz.session.document import Document


def is_model(document: Document) -> bool:
    """Whether a document's function has inputs and parameters, so that it is a model that learns from data.

    Args:
        document: The document; its Python is read, not run.

    Returns:
        False where it cannot be read: the engine says why.
    """
    if document.language == "maths":
        try:
            program = parse(document.source)
        except MathsError:
            return False
        return bool(program.inputs and program.parameters)
    try:
        module = ast.parse(document.source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    defined = [node for node in module.body if isinstance(node, ast.FunctionDef) and node.name == "f"]
    return bool(defined) and len(defined[-1].args.posonlyargs) + len(defined[-1].args.args) > 1
