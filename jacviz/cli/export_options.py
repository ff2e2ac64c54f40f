"""The options of `jacviz export`."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter

from jacviz.cli.arguments import positive, whole

VIEWS = ("jacobian", "heatmap", "trajectories", "surface3d", "losses", "fit", "window")
_EPILOG = """examples:
  jacviz export --example worked-example -o jacobian.csv
  jacviz export homework.jacviz --view trajectories -o paths.npz
  jacviz export rosenbrock.jac --view losses --steps 2000 -o losses.csv
  jacviz export --example line --view trajectories -o descent.py
  jacviz export --example line --view surface3d --camera -30,20 -o surface.svg
  jacviz export --example line --view trajectories --loop 1 -o descent.gif
  jacviz export --example worked-example --view jacobian --sweep u1=-1:1 -o weights.mp4
  jacviz export --example line --view trajectories --theme paper --mm 85x60 --dpi 600 -o descent.pdf

The file's ending tells the format; --list shows which views have which. FILE is a .jacviz document, or a .jac
or .py file, whose function is what the views of a descent minimise; --example line is the line experiment.
A picture or an animation that jacviz exported can be FILE, too; what no option says is as in it.
Exit status: 0; 1 where the function fails; 2 for wrong usage; 3 where a document's Python needs --trust.
"""


def export_parser() -> ArgumentParser:
    """The options, none of them read yet.

    Returns:
        Of `jacviz export`.
    """
    from jacviz.cli import export_films
    from jacviz.cli.export_pictures import add_options

    parser = ArgumentParser(
        prog="jacviz export",
        usage="jacviz export (FILE | --example NAME) [--view VIEW] -o OUT [options]",
        description="Write what a panel shows into a file, without a window.",
        epilog=_EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    file_help = "a .jacviz, .jac or .py file, or what jacviz exported; - for standard input"
    add("file", nargs="?", metavar="FILE", help=file_help)
    add("--example", metavar="NAME", help="an example instead, such as worked-example, or line")
    what = f"what is written: {', '.join(VIEWS)} (default: as FILE, or jacobian); pictures take several"
    add("--view", dest="views", choices=VIEWS, action="append", metavar="VIEW", help=what)
    add("-o", "--output", metavar="OUT", help="the file; - for standard output")
    add("--format", metavar="FORMAT", help="such as csv, where the name of the file does not tell")
    add("--list", action="store_true", help="show the views and their formats")
    add("--library", choices=("torch", "jax", "numpy"), default="torch", help="of .py files (default torch)")
    add("--steps", metavar="N", type=_steps, help="steps of the descent (default: the document's)")
    add("--step", metavar="K", type=_steps, help="the step that is shown (default: the last one)")
    add("--seed", metavar="S", type=_steps, help="of starts, minibatches and noise (default: the document's)")
    add("--trust", action="store_true", help="run the Python that a document holds")
    add("--deadline", metavar="S", type=positive, default=60.0, help="seconds a task may take (default 60)")
    add("--memory", metavar="GB", type=positive, default=4.0, help="GB the engine may hold (default 4)")
    add("--debug", action="store_true", help="print the traceback too where the function fails")
    parser.set_defaults(shown=None, film=None)
    add_options(parser)
    export_films.add_options(parser)
    return parser


def _steps(text: str) -> int:
    number = whole(text)
    if not 0 <= number <= 10_000_000:
        raise ArgumentTypeError(f"expected a whole number from 0 to 10,000,000, got {text}")
    return number
