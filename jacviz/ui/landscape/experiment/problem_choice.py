"""What is minimised, as one quiet word in the panel's header; a click opens all there is to choose from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOptionToolButton, QStylePainter, QToolButton, QWidget

from jacviz.experiment.data import (
    BlobsData,
    Dataset,
    DataSettings,
    LineData,
    MoonsData,
    QuadraticData,
    SineData,
    SpiralData,
)
from jacviz.experiment.gallery import EXHIBITS, exhibit
from jacviz.experiment.settings import (
    Line,
    LogisticRegression,
    Mlp,
    ModelSettings,
    ObjectiveSettings,
    Polynomial,
    ProblemSettings,
    RiskSettings,
    Source,
)
from jacviz.session.landscape.changes import with_problem
from jacviz.ui import theme
from jacviz.ui.controls.titles import Entry, TitlesPopup
from jacviz.ui.landscape.experiment.csv_dialog import choose_csv
from jacviz.ui.landscape.experiment.value_box import HEIGHT, INSET, paint_mark
from jacviz.ui.landscape.experiment.words import choice

if TYPE_CHECKING:
    from jacviz.engine.messages import JacobianAnswer
    from jacviz.ui.landscape.asking.loop import LandscapeLoop
    from jacviz.ui.studio import Studio

_OWN, _RISKS, _ALONE = "Your own", "A model of data", "An objective alone"
# key: (title, sentence, model, data)
_EXPERIMENTS: dict[str, tuple[str, str, ModelSettings, DataSettings]] = {
    "line": (
        "The line experiment", "A line through noisy samples: two parameters, one minimum.",
        Line(), LineData(),
    ),
    "parabola": (
        "A parabola", "A polynomial of degree 2: still linear in its parameters, so still one minimum.",
        Polynomial(degree=2), QuadraticData(),
    ),
    "sine": (
        "A sine, learned by an MLP", "25 parameters: the surface is drawn on a plane through them.",
        Mlp(), SineData(),
    ),
    "blobs": (
        "Blobs, logistic regression", "Three classes apart by straight lines: nine parameters, convex.",
        LogisticRegression(), BlobsData(),
    ),
    "moons": (
        "Two moons, logistic regression", "Two classes that no straight line can tell apart.",
        LogisticRegression(), MoonsData(),
    ),
    "moons-mlp": (
        "Two moons, learned by an MLP", "The same two classes, told apart by eight hidden units.",
        Mlp(), MoonsData(),
    ),
    "spiral": (
        "A spiral, learned by an MLP", "Two arms that wind round each other: hard for a small network.",
        Mlp(sizes=(16, 16)), SpiralData(),
    ),
}  # fmt: skip


def problem_entries() -> tuple[Entry, ...]:
    """Everything that can be minimised.

    Returns:
        Experiments, the user's own, and the gallery of objectives.
    """
    risks = (Entry(key, title, about, group=_RISKS) for key, (title, about, _, _) in _EXPERIMENTS.items())
    own = (
        Entry("editor", "The function in the editor", "f(x, θ) as a model of data, f(x) as an objective.",
              group=_OWN, words="source maths python"),
        Entry("csv", "A CSV file…", "Columns of yours as inputs and target.", group=_OWN, words="data"),
    )  # fmt: skip
    alone = (Entry(f"objective {one.name}", one.title, one.sentence, group=_ALONE) for one in EXHIBITS)
    return (*risks, *own, *alone)


def problem_title(problem: ProblemSettings) -> str:
    """What is minimised, in a few words.

    Returns:
        Text such as "Line experiment", "MLP, spiral" or "Rosenbrock".
    """
    if isinstance(problem, ObjectiveSettings):
        if isinstance(problem.objective, Source):
            return "The document's function" if problem.objective.text.strip() else "The editor's function"
        return exhibit(problem.objective).title
    if isinstance(problem.model, Line) and isinstance(problem.data, LineData):
        return "Line experiment"
    model = "Own function" if isinstance(problem.model, Source) else choice(problem.model.name, capital=True)
    data = problem.data.title if isinstance(problem.data, Dataset) else choice(problem.data.name).lower()
    return f"{model}, {data}"


def editor_problem(problem: ProblemSettings, answer: JacobianAnswer | None) -> ProblemSettings:
    """The function in the editor as what is minimised.

    Args:
        problem: What is minimised now; its data stay where they have as many columns as f has inputs.
        answer: What the engine said about f; None before it has.

    Returns:
        A model of data where f has parameters, else an objective.
    """
    if answer is None or not len(answer.parameters):
        return ObjectiveSettings(objective=Source())
    data = problem.data if isinstance(problem, RiskSettings) else LineData()
    if _width(data) != len(answer.x):
        data = MoonsData() if len(answer.x) == 2 else LineData()
    return RiskSettings(model=Source(), data=data)


def _width(data: DataSettings | Dataset) -> int:
    drawn = replace(data, count=1).draw() if isinstance(data, DataSettings) else data
    return int(drawn.inputs.shape[1])


class ProblemChoice(QToolButton):
    """What is minimised; a click, space or the arrow down opens the list."""

    def __init__(self, studio: Studio, loop: LandscapeLoop, parent: QWidget | None = None) -> None:
        """Make the button.

        Args:
            studio: What is shown and where wishes go.
            loop: Reads files.
            parent: The owner.
        """
        super().__init__(parent)
        self._studio, self._loop = studio, loop
        self._shown: ProblemSettings | None = None
        self.setProperty("role", "choice")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setToolTip("What is minimised")
        self.popup = TitlesPopup("What is minimised", "Search models and objectives", "Nothing fits.", self)
        self.popup.chosen.connect(self.choose)
        self.clicked.connect(self.open)
        studio.changed.connect(self._follow)
        self._follow()

    def open(self) -> None:
        """Show all there is to choose from."""
        self.popup.open_entries(problem_entries(), self, self.window(), self._key())

    def choose(self, key: str) -> None:
        """Minimise something else; one step of undo.

        Args:
            key: Of one of `problem_entries`.
        """
        if key == "csv":
            choose_csv(self._studio, self._loop, self.window())
            return
        document = self._studio.document
        old = document.landscape.problem
        if key in _EXPERIMENTS:
            _, _, model, data = _EXPERIMENTS[key]
            problem: ProblemSettings = RiskSettings(model=model, data=data)
        elif key == "editor":
            problem = editor_problem(old, self._studio.results.jacobian)
        else:
            noise = old.noise if isinstance(old, ObjectiveSettings) else 0.0
            problem = ObjectiveSettings(objective=key.removeprefix("objective "), noise=noise)
        landscape = with_problem(document.landscape, problem)
        self._studio.update(replace(document, landscape=landscape), merge="landscape problem")
        self._studio.close_gesture()

    def _key(self) -> str:
        problem = self._studio.document.landscape.problem
        if isinstance(problem, ObjectiveSettings):
            return f"objective {problem.objective}" if isinstance(problem.objective, str) else "editor"
        if isinstance(problem.model, Source):
            return "editor"
        for key, (_, _, model, data) in _EXPERIMENTS.items():
            if problem.model == model and type(problem.data) is type(data):
                return key
        return "csv" if isinstance(problem.data, Dataset) else ""

    def _follow(self) -> None:
        problem = self._studio.document.landscape.problem
        if problem is not self._shown:
            self._shown = problem
            self.setText(problem_title(problem))
            self.setAccessibleName(f"What is minimised: {self.text()}")
            self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: D102
        scale = theme.current().pixels
        metrics = QFontMetrics(theme.interface_font(theme.QUIET))
        return QSize(metrics.horizontalAdvance(self.text()) + 2 * INSET + scale(17), scale(HEIGHT))

    def minimumSizeHint(self) -> QSize:  # noqa: D102
        return QSize(min(self.sizeHint().width(), theme.current().pixels(90)), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: D102
        painter = QStylePainter(self)
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self.rect().adjusted(INSET, 0, -INSET, 0)
        paint_mark(painter, room)
        room.setRight(room.right() - theme.current().pixels(15))
        font = theme.interface_font(theme.QUIET)
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        words = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
