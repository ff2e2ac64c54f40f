"""The form and the choice of problems, by keys and clicks on the real widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from jacviz.experiment.recipes import SGD, Adam
from jacviz.experiment.schedules import Cosine
from jacviz.experiment.settings import ObjectiveSettings, RiskSettings, Source
from jacviz.session.document import Document
from jacviz.session.landscape.planning import belongs
from jacviz.session.landscape.settings import Landscape, Starts
from jacviz.ui import theme
from jacviz.ui.landscape.experiment.form import ExperimentForm
from jacviz.ui.landscape.experiment.head import HeadRow
from jacviz.ui.landscape.experiment.items import Note, Situation
from jacviz.ui.landscape.experiment.note_row import NoteRow
from jacviz.ui.landscape.experiment.picture import plane_items
from jacviz.ui.landscape.experiment.problem_choice import ProblemChoice
from jacviz.ui.landscape.experiment.row import SettingRow
from jacviz.ui.landscape.experiment.section import Section
from jacviz.ui.landscape.experiment.section_area import SectionArea
from jacviz.ui.studio import Studio
from jacviz.ui.window import Window

Key = Qt.Key
LONGEST = 30_000  # milliseconds


@pytest.fixture
def form(qtbot: QtBot, studio: Studio) -> ExperimentForm:
    made = ExperimentForm(studio, studio.landscape)
    qtbot.addWidget(made)
    made.resize(420, 900)
    made.show()
    made.refresh()  # now: the rows would come by and by
    return made


@pytest.fixture(scope="module")
def lasting_engine(qapp: object) -> Iterator[Studio]:
    made = Studio(Document())
    made.landscape.activate()
    yield made
    made.close()


@pytest.fixture
def engine(lasting_engine: Studio) -> Studio:
    """A studio whose loss surface asks its engine."""
    lasting_engine.begin(Document())
    return lasting_engine


def row(form: ExperimentForm, key: str) -> SettingRow:
    found = form.row(key)
    assert isinstance(found, SettingRow)
    return found


def box(form: ExperimentForm, key: str) -> QLineEdit:
    control = row(form, key).control
    assert isinstance(control, QLineEdit)
    return control


def fill(form: ExperimentForm, key: str, text: str) -> None:
    """Type into a row and press Enter."""
    line = box(form, key)
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Key.Key_Return)


def pick(button: object, label: str) -> None:
    """Take an entry of a button's menu."""
    assert isinstance(button, QToolButton)
    actions = {action.text(): action for action in button.menu().actions()}
    actions[label].trigger()


def pick_in(form: ExperimentForm, key: str, label: str) -> None:
    pick(row(form, key).control, label)


def click(button: object) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]


def head(form: ExperimentForm, index: int) -> HeadRow:
    found = form.row(f"optimiser.{index}")
    assert isinstance(found, HeadRow)
    return found


def risk(studio: Studio) -> RiskSettings:
    problem = studio.document.landscape.problem
    assert isinstance(problem, RiskSettings)
    return problem


# --- appearing -------------------------------------------------------------------------------------------


def test_no_heading_stands_over_nothing_while_the_rows_are_made(qtbot: QtBot, studio: Studio) -> None:
    form = ExperimentForm(studio, studio.landscape)
    qtbot.addWidget(form)
    form.resize(420, 900)
    form.show()
    made: list[str] = []
    while "Picture" not in made:
        assert all(section.isVisible() is bool(section.rows) for section in form.sections.values())
        made = [name for name, section in form.sections.items() if section.rows]
        QTest.qWait(0)
    assert not form.sections["Plane"].isVisible()  # two parameters: the plane is all there is


# --- typing ----------------------------------------------------------------------------------------------


def test_enter_makes_a_wish_of_its_own_and_undo_takes_it_back(form: ExperimentForm, studio: Studio) -> None:
    fill(form, "steps", "2e3")
    fill(form, "steps", "100")
    assert studio.document.landscape.steps == 100
    studio.undo()
    assert studio.document.landscape.steps == 2000
    assert box(form, "steps").text() == "2000"
    studio.undo()
    assert box(form, "steps").text() == "500"
    studio.redo()
    assert box(form, "steps").text() == "2000"


def test_leaving_a_field_applies_it_and_escape_does_not(form: ExperimentForm, studio: Studio) -> None:
    line = box(form, "starts.count")
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "12")
    QTest.keyClick(line, Key.Key_Tab)
    assert studio.document.landscape.starts.count == 12
    line.setFocus()
    QTest.keyClicks(line, "9")
    QTest.keyClick(line, Key.Key_Escape)
    assert line.text() == "12"
    assert studio.document.landscape.starts.count == 12


def test_arrow_keys_are_one_step_of_undo(form: ExperimentForm, studio: Studio) -> None:
    line = box(form, "starts.count")
    for _ in range(3):
        QTest.keyClick(line, Key.Key_Up)
    assert studio.document.landscape.starts.count == 8
    assert line.text() == "8"
    studio.undo()
    assert studio.document.landscape.starts.count == 5


def test_a_wrong_value_is_refused_at_its_field_and_nothing_else_is_lost(
    form: ExperimentForm, studio: Studio
) -> None:
    before = studio.document
    fill(form, "batch", "1000")
    fill(form, "optimiser.0.sgd.lr", "0")
    assert studio.document is before
    assert row(form, "batch").refusal().startswith("A minibatch of 1000 is larger than the data")
    sentence = "The learning rate must be a positive number; it is 0."
    assert row(form, "optimiser.0.sgd.lr").refusal() == sentence
    assert box(form, "batch").text() == "1000"  # to be mended
    QTest.keyClick(box(form, "batch"), Key.Key_Backspace)
    assert row(form, "batch").refusal() == ""
    QTest.keyClick(box(form, "batch"), Key.Key_Return)
    assert studio.document.landscape.batch == 100
    assert row(form, "optimiser.0.sgd.lr").refusal()


def test_what_is_no_number_is_refused_in_a_sentence(form: ExperimentForm, studio: Studio) -> None:
    fill(form, "optimiser.0.sgd.lr", "fast")
    assert row(form, "optimiser.0.sgd.lr").refusal() == (
        "fast is a name; a number is expected here, such as 0.5 or pi/4."
    )
    assert studio.document.landscape.suggest_rate


def test_typing_the_same_value_is_no_wish(form: ExperimentForm, studio: Studio) -> None:
    before = studio.document
    fill(form, "steps", "500")
    assert studio.document is before
    assert not studio.can_undo


# --- what is minimised -----------------------------------------------------------------------------------


def test_another_model_brings_its_own_fields(form: ExperimentForm, studio: Studio) -> None:
    pick_in(form, "risk.model", "MLP")
    fill(form, "model.mlp.sizes", "16 8")
    pick_in(form, "model.mlp.activation", "ReLU")
    pick_in(form, "risk.data", "Spiral")
    fill(form, "data.spiral.turns", "3/2")
    pick_in(form, "risk.loss", "cross-entropy")
    problem = risk(studio)
    assert problem.model.name == "mlp"
    assert problem.model.sizes == (16, 8)  # type: ignore[union-attr]
    assert problem.model.activation == "relu"  # type: ignore[union-attr]
    assert (problem.data.turns, problem.loss) == (1.5, "cross-entropy")  # type: ignore[union-attr]
    with pytest.raises(KeyError):
        form.row("data.line.slope")


def test_changing_the_problem_is_one_step_of_undo(form: ExperimentForm, studio: Studio) -> None:
    placed = Starts(placed=np.zeros((3, 2)))
    wished = replace(studio.document.landscape, starts=placed, batch=3)
    studio.update(replace(studio.document, landscape=wished))
    tabs = row(form, "problem").control
    click(tabs.button("objective"))  # type: ignore[attr-defined]
    landscape = studio.document.landscape
    assert isinstance(landscape.problem, ObjectiveSettings)
    assert (landscape.starts.placed, landscape.batch) == (None, "default")
    pick_in(form, "objective", "Himmelblau")
    note = form.row("objective.about")
    assert isinstance(note, NoteRow)
    assert note.text.text().startswith("Four equal minima")
    fill(form, "objective.noise", "0.5")
    assert studio.document.landscape.problem == ObjectiveSettings(objective="himmelblau", noise=0.5)
    for _ in range(3):
        studio.undo()
    assert studio.document.landscape.starts is placed
    assert tabs.choice() == "risk"  # type: ignore[attr-defined]


def test_the_editors_function_is_a_model_or_an_objective(form: ExperimentForm, studio: Studio) -> None:
    pick_in(form, "risk.model", "The editor's function")
    assert risk(studio).model == Source()
    click(row(form, "problem").control.button("objective"))  # type: ignore[attr-defined]
    pick_in(form, "objective", "The editor's function")
    assert studio.document.landscape.problem == ObjectiveSettings(objective=Source())


def test_a_die_draws_anew(form: ExperimentForm, studio: Studio) -> None:
    click(row(form, "data.line.seed").act)
    click(row(form, "seed").act)
    assert risk(studio).data.seed == 1  # type: ignore[union-attr]
    assert studio.document.landscape.seed == 1


# --- optimisers ------------------------------------------------------------------------------------------


def test_optimisers_are_added_duplicated_changed_and_removed(form: ExperimentForm, studio: Studio) -> None:
    assert not head(form, 0).remove.isEnabled()
    pick(form.add, "Adam")
    fill(form, "optimiser.1.adam.betas", "0.8, 0.9")
    click(head(form, 1).copy)
    pick(head(form, 0).kind, "SGD with Nesterov momentum")
    recipes = studio.document.landscape.recipes
    assert recipes == (SGD(momentum=0.9, nesterov=True), Adam(betas=(0.8, 0.9)), Adam(betas=(0.8, 0.9)))
    click(head(form, 1).remove)
    assert len(studio.document.landscape.recipes) == 2
    assert head(form, 0).swatch.isVisible()
    for _ in range(5):
        studio.undo()
    assert studio.document.landscape.recipes == (SGD(),)
    assert not head(form, 0).swatch.isVisible()  # colours tell the starts


def test_parameters_fold_away(form: ExperimentForm) -> None:
    click(head(form, 0).fold)
    with pytest.raises(KeyError):
        form.row("optimiser.0.sgd.momentum")
    assert head(form, 0).summary.text in {"lr suggested", "lr 0.05"}  # before and after the engine's word
    click(head(form, 0).fold)
    assert row(form, "optimiser.0.sgd.momentum").isVisible()


def test_a_schedule_has_parameters_of_its_own(form: ExperimentForm, studio: Studio) -> None:
    pick_in(form, "optimiser.0.sgd.schedule", "cosine")
    assert box(form, "optimiser.0.sgd.schedule.cosine.T_max").text() == "all"
    fill(form, "optimiser.0.sgd.schedule.cosine.T_max", "50")
    fill(form, "optimiser.0.sgd.schedule.cosine.eta_min", "1e-4")
    assert studio.document.landscape.recipes[0].schedule == Cosine(T_max=50, eta_min=1e-4)
    fill(form, "optimiser.0.sgd.schedule.cosine.T_max", "all")
    assert studio.document.landscape.recipes[0].schedule == Cosine(eta_min=1e-4)


def test_the_other_field_is_to_blame_where_two_must_fit(form: ExperimentForm, studio: Studio) -> None:
    click(row(form, "optimiser.0.sgd.nesterov").control)
    assert row(form, "optimiser.0.sgd.nesterov").refusal().startswith("Nesterov momentum needs a momentum")
    assert not row(form, "optimiser.0.sgd.nesterov").control.isChecked()  # type: ignore[attr-defined]
    fill(form, "optimiser.0.sgd.momentum", "0.9")
    click(row(form, "optimiser.0.sgd.nesterov").control)
    assert studio.document.landscape.recipes[0] == SGD(momentum=0.9, nesterov=True)


def test_changes_of_the_rate_on_the_way_are_told_and_forgotten(form: ExperimentForm, studio: Studio) -> None:
    recipe = SGD(lr=0.1).with_rate(0.2, 120)
    landscape = Landscape(recipes=(recipe,), suggest_rate=False)
    studio.update(replace(studio.document, landscape=landscape))
    note = form.row("optimiser.0.sgd.lr_changes")
    assert isinstance(note, NoteRow)
    assert note.text.text() == "lr changed on the way: 0.2 from step 120"
    click(note.act)
    assert studio.document.landscape.recipes == (SGD(lr=0.1),)


# --- starts, minibatches, picture ------------------------------------------------------------------------


def test_starts_placed_by_hand_are_counted_and_can_be_spread_again(
    form: ExperimentForm, studio: Studio
) -> None:
    placed = Landscape(starts=Starts(count=7, placed=np.zeros((3, 2))))
    studio.update(replace(studio.document, landscape=placed))
    note = form.row("starts.placed")
    assert isinstance(note, NoteRow)
    assert note.text.text() == "3 placed by hand"
    click(note.act)
    assert studio.document.landscape.starts.placed is None
    assert box(form, "starts.count").text() == "7"


def test_the_picture_is_set(form: ExperimentForm, studio: Studio) -> None:
    pick_in(form, "sight.levels", "linear")
    fill(form, "sight.tail", "40")
    fill(form, "sight.ticks", "10")
    click(row(form, "sight.lines").control)
    row(form, "sight.basins").control.setFocus()
    QTest.keyClick(row(form, "sight.basins").control, Key.Key_Space)
    pick_in(form, "sight.colour_by", "by optimiser")
    sight = studio.document.landscape.sight
    assert (sight.levels, sight.tail, sight.ticks, sight.lines) == ("linear", 40, 10, False)
    assert (sight.basins, sight.colour_by) == (True, "optimiser")
    fill(form, "sight.tail", "all")
    pick_in(form, "sight.colour_by", "auto")
    assert (studio.document.landscape.sight.tail, studio.document.landscape.sight.colour_by) == (None, None)


def test_a_setting_that_cannot_be_is_off_and_says_why(form: ExperimentForm) -> None:
    form.set_unavailable("sight.three_d", "OpenGL is missing.")
    assert not row(form, "sight.three_d").control.isEnabled()
    assert row(form, "sight.three_d").toolTip() == "OpenGL is missing."


def test_the_tab_key_goes_from_top_to_bottom(form: ExperimentForm, studio: Studio) -> None:
    pick_in(form, "risk.model", "Polynomial")  # a row that was made after those below it
    model = row(form, "risk.model").control
    model.setFocus()
    QTest.keyClick(model, Key.Key_Tab)
    assert box(form, "model.polynomial.degree").hasFocus()


def test_the_rows_come_when_it_is_first_shown_section_by_section(qtbot: QtBot, studio: Studio) -> None:
    whole, made = ExperimentForm(studio, studio.landscape), ExperimentForm(studio, studio.landscape)
    for one in (whole, made):
        qtbot.addWidget(one)
        one.resize(420, 900)
    whole.refresh()
    wanted = {name: list(section.rows) for name, section in whole.sections.items()}
    made.show()
    assert not any(section.rows for section in made.sections.values())
    qtbot.waitUntil(lambda: bool(made.sections["Minimise"].rows))
    assert list(made.sections["Minimise"].rows) == wanted["Minimise"]
    qtbot.waitUntil(lambda: {name: list(one.rows) for name, one in made.sections.items()} == wanted)
    qtbot.waitUntil(lambda: not made.jump.words["Plane"].isVisibleTo(made.jump))


def test_whoever_asks_for_a_row_meanwhile_has_it_at_once(qtbot: QtBot, studio: Studio) -> None:
    made = ExperimentForm(studio, studio.landscape)
    qtbot.addWidget(made)
    made.show()
    assert not made.sections["Picture"].rows
    assert made.row("batch").isVisible()
    assert made.sections["Picture"].rows


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_nothing_sticks_out_at_420_pixels(form: ExperimentForm, scale: float) -> None:
    theme.current().set_scale(scale)
    pick(form.add, "Adagrad")  # the longest names
    inner = form.area.widget()
    assert inner.minimumSizeHint().width() <= form.area.viewport().width()
    theme.current().set_scale(1.0)


def test_a_wide_form_has_two_columns(qtbot: QtBot, form: ExperimentForm) -> None:
    left, right = form.sections["Minimise"], form.sections["Optimisers"]
    form.resize(900, 700)
    qtbot.waitUntil(lambda: left.geometry().right() < right.x() and left.y() == right.y())
    form.resize(420, 700)
    qtbot.waitUntil(lambda: left.geometry().bottom() < right.y() and left.x() == right.x())


def test_a_low_form_has_a_strip_that_goes_to_its_sections(qtbot: QtBot, form: ExperimentForm) -> None:
    form.resize(480, 300)
    qtbot.waitUntil(form.jump.isVisible)
    words = form.jump.words
    assert not words["Plane"].isVisible()  # two parameters
    click(words["Starts"])
    bar = form.area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.value() == form.sections["Starts"].y() > 0)
    form.resize(900, 3000)
    qtbot.waitUntil(lambda: not form.jump.isVisible())


# --- with the engine -------------------------------------------------------------------------------------


def descended(engine: Studio) -> Callable[[], bool]:
    def there() -> bool:
        results = engine.landscape.results
        run = results.run  # another test's, until this one's is there
        return not results.descending and run is not None and belongs(run, engine.document)

    return there


def test_the_suggested_rate_is_shown_set_and_suggested_again(qtbot: QtBot, engine: Studio) -> None:
    form = ExperimentForm(engine, engine.landscape)
    qtbot.addWidget(form)
    form.show()
    lr = "optimiser.0.sgd.lr"
    qtbot.waitUntil(lambda: box(form, lr).text() == "0.05", timeout=LONGEST)
    act = row(form, lr).act
    assert act is not None
    assert not act.isVisible()
    fill(form, lr, "1e30")
    assert engine.document.landscape.recipes == (SGD(lr=1e30),)
    assert not engine.document.landscape.suggest_rate
    click(act)
    assert engine.document.landscape.suggest_rate
    qtbot.waitUntil(lambda: box(form, lr).text() == "0.05", timeout=LONGEST)


def test_what_the_engine_refuses_is_said_at_the_setting_that_was_changed(
    qtbot: QtBot, engine: Studio
) -> None:
    form = ExperimentForm(engine, engine.landscape)
    qtbot.addWidget(form)
    form.show()
    qtbot.waitUntil(descended(engine), timeout=LONGEST)
    pick_in(form, "risk.loss", "cross-entropy")
    sentence = "Cross-entropy needs one output a class; the model has one output."
    qtbot.waitUntil(lambda: row(form, "risk.loss").told() == sentence, timeout=LONGEST)
    pick_in(form, "risk.loss", "Huber")
    qtbot.waitUntil(lambda: row(form, "risk.loss").told() == "", timeout=LONGEST)


def test_the_plane_appears_with_a_third_parameter(qtbot: QtBot, engine: Studio) -> None:
    form = ExperimentForm(engine, engine.landscape)
    qtbot.addWidget(form)
    form.show()
    qtbot.waitUntil(descended(engine), timeout=LONGEST)
    assert not form.sections["Plane"].isVisible()
    assert row(form, "sight.critical").control.isEnabled()
    pick_in(form, "risk.model", "Polynomial")
    qtbot.waitUntil(form.sections["Plane"].isVisible, timeout=LONGEST)
    run = engine.landscape.results.run
    assert run is not None
    assert run.begun.names == ("w1", "w2", "w3", "b") or len(run.begun.names) == 4
    assert not row(form, "sight.critical").control.isEnabled()
    assert row(form, "sight.critical").toolTip().endswith("there are 4.")
    fill(form, "plane.second", run.begun.names[3])
    assert engine.document.landscape.plane.second == 3
    fill(form, "plane.second", "zz")
    assert row(form, "plane.second").refusal().startswith("There is no parameter 'zz'")
    pick_in(form, "plane.kind", "principal components")
    note = form.row("plane.shares")
    assert isinstance(note, NoteRow)
    qtbot.waitUntil(lambda: "variance" in note.text.text(), timeout=LONGEST)
    pick_in(form, "plane.through", "a step")
    assert engine.document.landscape.plane.step == engine.landscape.playhead.step
    pick_in(form, "plane.kind", "random directions")
    click(row(form, "plane.seed").act)
    assert engine.document.landscape.plane.seed == 1


# --- the choice in the header ----------------------------------------------------------------------------


@pytest.fixture
def choice(qtbot: QtBot, studio: Studio) -> ProblemChoice:
    made = ProblemChoice(studio, studio.landscape)
    qtbot.addWidget(made)
    made.show()
    return made


def take(choice: ProblemChoice, words: str) -> None:
    """Open the list, search, take the first."""
    QTest.keyClick(choice, Key.Key_Space)
    QTest.keyClicks(choice.popup.field, words)
    QTest.keyClick(choice.popup.field, Key.Key_Return)
    assert not choice.popup.isVisible()


def test_an_objective_is_searched_and_taken(choice: ProblemChoice, studio: Studio) -> None:
    assert choice.text() == "Line experiment"
    take(choice, "four equal")
    assert studio.document.landscape.problem == ObjectiveSettings(objective="himmelblau")
    assert choice.text() == "Himmelblau"
    studio.undo()
    assert choice.text() == "Line experiment"


def test_arrow_keys_step_over_headings(choice: ProblemChoice, studio: Studio) -> None:
    take(choice, "himmelblau")
    QTest.keyClick(choice, Key.Key_Space)
    assert choice.popup.list.currentItem().text() == "Himmelblau"
    QTest.keyClick(choice.popup.field, Key.Key_Up)
    QTest.keyClick(choice.popup.field, Key.Key_Up)  # past the heading, to the user's own
    QTest.keyClick(choice.popup.field, Key.Key_Up)
    assert choice.popup.list.currentItem().text() == "The function in the editor"
    QTest.keyClick(choice.popup.field, Key.Key_Escape)


def test_models_come_with_data_that_suit_them(choice: ProblemChoice, studio: Studio) -> None:
    take(choice, "moons logistic")
    assert risk(studio).model.name == "logistic-regression"
    assert choice.text() == "Logistic regression, two moons"
    take(choice, "spiral")
    assert (risk(studio).model.name, choice.text()) == ("mlp", "MLP, spiral")


def test_the_editors_function_is_taken_for_what_it_is(
    choice: ProblemChoice, studio: Studio, answer: Callable[[Studio], object]
) -> None:
    answer(studio)
    take(choice, "editor")
    assert studio.document.landscape.problem == ObjectiveSettings(objective=Source())
    studio.update(studio.document.with_source("parameters: a, b\na x1 + b x2"))
    answer(studio)
    take(choice, "editor")
    assert risk(studio).model == Source()
    assert risk(studio).data.name == "moons"  # type: ignore[union-attr]


def test_ctrl_z_after_an_entry_was_taken_is_the_documents_undo(qtbot: QtBot, window: Window) -> None:
    form = ExperimentForm(window.studio, window.studio.landscape)
    window.setCentralWidget(form)
    window.activateWindow()
    qtbot.waitUntil(lambda: form.isVisible() and window.isActiveWindow())
    before = window.studio.document.landscape.steps
    fill(form, "steps", "123")
    assert window.studio.document.landscape.steps == 123
    line = box(form, "steps")
    QTest.keyClick(line, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.studio.document.landscape.steps == before
    assert line.text() == str(before)
    QTest.keyClick(line, Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert window.studio.document.landscape.steps == 123
    QTest.keyClicks(line, "45")
    QTest.keyClick(line, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == "123"  # what has not been taken is taken back in the field
    assert window.studio.document.landscape.steps == 123


def is_whole(note: NoteRow) -> bool:
    text = note.text
    return text.height() >= text.heightForWidth(text.width()) and note.height() > text.geometry().bottom()


def test_a_sentence_has_the_height_of_all_its_lines(qtbot: QtBot) -> None:
    theme.install("light")
    rows = {"short": "A few words.", "long": "They hold 37.4 % of the variance of all trajectories. " * 3}
    sections = {name: Section(name, lambda *_: None, lambda _: None) for name in ("Minimise", "Plane")}
    area = SectionArea(sections)
    qtbot.addWidget(area)
    area.resize(694, 120)
    area.arrange(694)
    area.show()
    now = Situation(Landscape())
    for text in ("", *rows.values(), "A few words."):
        sections["Plane"].show_items([Note("note", lambda _, text=text: text), *plane_items(now)], now)
        sections["Minimise"].show_items([Note("other", lambda _: "Words.")], now)
        note = sections["Plane"].rows["note"]
        assert isinstance(note, NoteRow)
        qtbot.waitUntil(lambda note=note: note.isHidden() or is_whole(note), timeout=LONGEST)
