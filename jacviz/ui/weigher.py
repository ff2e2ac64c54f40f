"""Keeps the products in step with weights and Jacobian; a large J is weighed in slices of the event loop."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from jacviz.session.document import Document
from jacviz.session.planning import weights_to_apply, with_products
from jacviz.session.results import Results
from jacviz.session.weighing import LARGE, Weighing, provisional


class Weigher(QObject):
    """Adds u^T J and J v to the results; the newest weights win.

    Signals:
        weighed(object): The exact products of a large Jacobian, which `follow` could not give at once.
    """

    weighed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Nothing is weighed yet.

        Args:
            parent: The owner.
        """
        super().__init__(parent)
        self._weighing: Weighing | None = None
        self._slices = QTimer(self, interval=0)
        self._slices.timeout.connect(self._work)

    def follow(self, document: Document, results: Results) -> Results:
        """Add the products that there are now; `weighed` brings the rest.

        Args:
            document: Holds the weights.
            results: Hold the Jacobian, and the products of before.

        Returns:
            The results; for a large Jacobian with products off by some roundings, or those of before.
        """
        answer = results.jacobian
        if answer is None or answer.jacobian.size <= LARGE:
            self.stop()
            return with_products(document, results)
        weights = weights_to_apply(document, results)
        if weights is None:
            return results
        self._weighing = Weighing(answer.jacobian, *weights)
        self._slices.start()
        seen = provisional(answer.jacobian, *weights, results.products)
        return results if seen is None else replace(results, products=seen)

    def stop(self) -> None:
        """Give up what is being weighed."""
        self._weighing = None
        self._slices.stop()

    def _work(self) -> None:
        weighing = self._weighing
        if weighing is None or weighing.step():
            self.stop()
            if weighing is not None and weighing.result is not None:
                self.weighed.emit(weighing.result)
