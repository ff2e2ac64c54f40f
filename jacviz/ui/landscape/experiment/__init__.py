"""The settings of the loss-surface panel: what is minimised, by what, from where, and how it is shown."""

from jacviz.ui.landscape.experiment.csv_dialog import CsvDialog, choose_csv
from jacviz.ui.landscape.experiment.form import ExperimentForm
from jacviz.ui.landscape.experiment.problem_choice import ProblemChoice

__all__ = ["CsvDialog", "ExperimentForm", "ProblemChoice", "choose_csv"]
