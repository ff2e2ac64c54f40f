"""What the reference says about Python text. Words and examples only; every example is a whole text."""

from __future__ import annotations

from jacviz.ui.reference.entries import Entry

_SHAPE, _BESIDE, _REFUSED, _LIMITS = (
    "What defines f",
    "Beside f",
    "What torch refuses",
    "Limits",
)

PYTHON_ENTRIES = (
    Entry(
        "def f(x)",
        "f takes one tensor and returns one, of any shapes: they are flattened row by row for J.",
        _SHAPE,
        "x0 = [1.0, 2.0, 3.0]\n\ndef f(x):\n    return torch.stack([x.prod(), x.sum()])\n",
    ),
    Entry(
        "def f(x, theta)",
        "With a second tensor, J can be taken with respect to x or to theta; theta0 gives its values.",
        _SHAPE,
        "x0 = [0.0, 1.0, 2.0]\ntheta0 = [2.0, 0.5]\n\n"
        "def f(x, theta):\n    a, b = theta\n    return a * x + b\n",
    ),
    Entry(
        "f = nn.Module",
        "A network is a function, too; its parameters are theta.",
        _SHAPE,
        "torch.manual_seed(0)\nf = nn.Sequential(\n    nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)\n)\n"
        "x0 = [1.0, 0.0, -1.0]\n",
    ),
    Entry(
        "return y1, y2",
        "A tuple or list of tensors and numbers is laid end to end.",
        _SHAPE,
        "x0 = [1.0, 2.0]\n\ndef f(x):\n    return x[0] * x[1], torch.sin(x)\n",
    ),
    Entry(
        "x0 = ...",
        "The first point, and with it the shape of x: a number, a list or a tensor.",
        _BESIDE,
        "x0 = torch.eye(2)\n\ndef f(x):\n    return x @ x\n",
    ),
    Entry("theta0 = ...", "The first parameters of f(x, theta), and their shape.", _BESIDE),
    Entry(
        "input_names = [...]\noutput_names = [...]",
        "Names for the entries of x and y; without them they are x1, x2, ... and y1, y2, ...",
        _BESIDE,
        'x0 = [1.0, 0.5]\ninput_names = ["r", "t"]\noutput_names = ["x", "y"]\n\ndef f(p):\n    r, t = p\n'
        "    return r * torch.cos(t), r * torch.sin(t)\n",
    ),
    Entry(
        "torch nn F math np",
        "There without import; F is torch.nn.functional. Import what else you need.",
        _BESIDE,
    ),
    Entry(
        "if x[0] > 0:",
        "Works, but row by row and slower. torch.where has both sides in one pass.",
        _REFUSED,
        "x0 = [1.0, -2.0, 0.5]\n\ndef f(x):\n    return torch.where(x > 0, x**2, 0.1 * x)\n",
    ),
    Entry(
        "x[0].item()\nfloat(x[0])",
        "Cuts the value off from x: what follows counts as a constant. Keep the tensor, x[0].",
        _REFUSED,
    ),
    Entry(
        "torch.tensor(\n    [x[0], x[1]])",
        "Makes numbers that have forgotten x. torch.stack keeps the way back to it.",
        _REFUSED,
        "x0 = [1.0, 2.0]\n\ndef f(x):\n    return torch.stack([x[0] * x[1], x[0] + x[1]])\n",
    ),
    Entry(
        "y[0] = ...\nx += 1",
        "Writing in place works row by row at best, and not where a derivative needs the old value. "
        "Make a new tensor.",
        _REFUSED,
        "x0 = [1.0, 2.0]\n\ndef f(x):\n    x = x + 1\n    return torch.cat([x[:1] ** 2, x[1:]])\n",
    ),
    Entry("np.sin(x)", "NumPy is outside of what torch differentiates: write torch.sin(x).", _REFUSED),
    Entry(
        "torch.rand(3)\ninside f",
        "Other numbers at each call. Draw them once, outside of f and after torch.manual_seed.",
        _REFUSED,
    ),
    Entry(
        "no forward rule",
        "Some operations have none: reverse mode is used then, and the panel says so.",
        _REFUSED,
    ),
    Entry(
        "while True:",
        "What takes longer than the time allowed, or more memory, is stopped. Your text stays as it is; "
        "both limits are in the preferences.",
        _LIMITS,
    ),
)
