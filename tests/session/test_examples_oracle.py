"""Every shipped example against dense Jacobians of both modes, central differences and its closed form."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from jacviz.calculus.evaluate import evaluate
from jacviz.engine.messages import JacobianAnswer, Variable
from jacviz.session.document import Document
from jacviz.session.examples import Example, all_examples, load
from jacviz.session.planning import jacobian_task, settled
from jacviz.session.products import products

Array = NDArray[np.float64]
LIMIT = 4 << 30
EACH = pytest.mark.parametrize("example", all_examples(), ids=lambda example: example.name)
PARAMETRIC = [
    "rotation", "cross-product", "two-link-arm", "lotka-volterra", "logistic-map",
    "residuals-of-the-line-fit", "small-mlp", "mlp-with-respect-to-theta", "convolution-as-a-matrix",
]  # fmt: skip
CASES = pytest.mark.parametrize(
    ("name", "wrt"), [(e.name, "x") for e in all_examples()] + [(name, "theta") for name in PARAMETRIC]
)


def answer(document: Document) -> JacobianAnswer:
    result = evaluate(jacobian_task(document, LIMIT))
    assert isinstance(result, JacobianAnswer), result
    return result


@cache
def opened(name: str, wrt: Variable | None = None) -> tuple[Document, JacobianAnswer]:
    """The example as the app shows it once the engine has answered, and the answer."""
    document = load(name)
    document = replace(document, wrt=wrt) if wrt else document
    first = answer(document)
    return settled(document, first), first


def jacobian(name: str, wrt: Variable | None = None) -> Array:
    return opened(name, wrt)[1].jacobian


def differences(document: Document, entries: range) -> Array:
    """The columns of J that belong to some entries of the point, by central differences."""
    step, columns = 1e-5, []
    for entry in entries:
        left, right = (
            answer(document.with_point(document.point.with_entry(entry, document.point.values[entry] + h))).y
            for h in (-step, step)
        )
        columns.append((right - left) / (2 * step))
    return np.array(columns).T


def test_all_examples_with_parameters_are_listed() -> None:
    assert [e.name for e in all_examples() if len(opened(e.name)[1].parameters)] == PARAMETRIC


@CASES
def test_both_modes_and_central_differences_agree(name: str, wrt: Variable) -> None:
    document, shown = opened(name, wrt)
    n = len(shown.columns)
    assert shown.jacobian.shape == (len(shown.outputs), n)
    assert np.isfinite(shown.jacobian).all()
    assert np.isfinite(shown.y).all()
    for mode in ("forward", "reverse"):
        other = answer(replace(document, mode=mode))
        assert other.mode == mode
        np.testing.assert_allclose(other.jacobian, shown.jacobian, rtol=1e-12, atol=1e-12)
    some = range(0, n, max(1, n // 12))
    np.testing.assert_allclose(shown.jacobian[:, some], differences(document, some), rtol=1e-6, atol=1e-7)


@CASES
def test_products_are_weighted_sums_of_rows_and_columns(name: str, wrt: Variable) -> None:
    document, shown = opened(name, wrt)
    u, v, j = document.u.weights, document.tangent.weights, shown.jacobian
    assert j.shape == (len(u), len(v))
    product = products(j, u, v)
    rows = sum((u[i] * j[i] for i in range(len(u))), np.zeros(len(v)))
    np.testing.assert_allclose(product.vjp, rows, atol=1e-10)
    columns = sum((v[k] * j[:, k] for k in range(len(v))), np.zeros(len(u)))
    np.testing.assert_allclose(product.jvp, columns, atol=1e-10)
    assert product.utjv == pytest.approx(product.vjp @ v, rel=1e-12, abs=1e-10)


@EACH
def test_it_is_the_same_function_in_either_precision(example: Example) -> None:
    document, shown = opened(example.name)
    single = answer(replace(document, precision="float32"))
    assert single.jacobian.dtype == np.float32
    np.testing.assert_allclose(single.y, shown.y, rtol=2e-5, atol=2e-5)
    np.testing.assert_allclose(single.jacobian, shown.jacobian, rtol=2e-4, atol=2e-5)


@EACH
def test_it_needs_no_note_and_keeps_its_settings(example: Example) -> None:
    asked, (document, shown) = load(example.name), opened(example.name)
    assert shown.notes == ()
    for name in ("x", "theta", "u"):
        if len(getattr(asked, name)):
            assert getattr(document, name).values.tolist() == getattr(asked, name).values.tolist()
    if len(asked.tangent):
        assert document.tangent.values.tolist() == asked.tangent.values.tolist()
    assert shown.jacobian.size <= 64 * 64


# --- what the sentence of each example says ----------------------------------------------------------------


def weighed(name: str) -> tuple[Array, Array]:
    """u^T J and J v with the weights that the example sets."""
    document, shown = opened(name)
    return document.u.weights @ shown.jacobian, shown.jacobian @ document.tangent.weights


def test_worked_example() -> None:
    assert jacobian("worked-example").tolist() == [[4.0, 1.0, 1.0], [1.0, -1.0, 1.0]]
    assert opened("worked-example")[1].y.tolist() == [8.0, 0.0]
    rows, columns = weighed("worked-example")
    assert (rows.tolist(), columns.tolist()) == ([3.0, -0.5, 1.5], [5.0, 1.5])


def test_affine_map() -> None:
    matrix = [[2.0, -1.0], [1.0, 3.0], [-1.0, 0.5]]
    assert jacobian("affine-map").tolist() == matrix
    document = opened("affine-map")[0]
    assert answer(document.with_point(document.point.filled(-2.5))).jacobian.tolist() == matrix


def test_elementwise_functions() -> None:
    wanted = np.diag([np.cos(0.5), -2.0, np.exp(1.5), 0.25])
    np.testing.assert_allclose(jacobian("elementwise-functions"), wanted, atol=1e-15)


def test_coordinates() -> None:
    polar = jacobian("polar-coordinates")
    assert np.linalg.det(polar) == pytest.approx(2.0)
    assert np.linalg.norm(polar, axis=0) == pytest.approx([1.0, 2.0])
    spherical = jacobian("spherical-coordinates")
    assert np.linalg.det(spherical) == pytest.approx(4 * np.sin(np.pi / 3))
    sizes = np.diag([1.0, 4.0, (2 * np.sin(np.pi / 3)) ** 2])
    np.testing.assert_allclose(spherical.T @ spherical, sizes, atol=1e-14)


def test_rotation() -> None:
    turned = jacobian("rotation")
    np.testing.assert_allclose(turned.T @ turned, np.eye(2), atol=1e-15)
    velocity = jacobian("rotation", "theta")[:, 0]
    assert velocity @ opened("rotation")[1].y == pytest.approx(0.0, abs=1e-15)


def test_normalise() -> None:
    x = np.array([1.0, 2.0, 2.0])
    wanted = (np.eye(3) - np.outer(x, x) / 9) / 3
    np.testing.assert_allclose(jacobian("normalise"), wanted, atol=1e-15)
    np.testing.assert_allclose(weighed("normalise")[1], 0.0, atol=1e-15)


def test_complex_square() -> None:
    assert jacobian("complex-square").tolist() == [[3.0, -1.0], [1.0, 3.0]]
    assert np.linalg.det(jacobian("complex-square")) == pytest.approx(4 * (1.5**2 + 0.5**2))


def test_cross_product() -> None:
    skew = jacobian("cross-product")
    assert (skew + skew.T == 0).all()
    v = np.array([1.0, 1.0, 0.0])
    np.testing.assert_allclose(skew @ v, np.cross([1.0, 2.0, 3.0], v))


def test_softmax_and_log_sum_exp() -> None:
    p = np.exp([2.0, 1.0, 0.0])
    p /= p.sum()
    np.testing.assert_allclose(jacobian("softmax"), np.diag(p) - np.outer(p, p), atol=1e-15)
    assert np.linalg.matrix_rank(jacobian("softmax"), tol=1e-12) == 2
    np.testing.assert_allclose(weighed("softmax")[1], 0.0, atol=1e-15)
    np.testing.assert_allclose(jacobian("log-sum-exp"), p[None], atol=1e-15)


def test_two_link_arm() -> None:
    document, shown = opened("two-link-arm")
    assert abs(np.linalg.det(shown.jacobian)) == pytest.approx(1.2 * 0.8 * np.sin(np.pi / 3))
    stretched = answer(document.with_point(document.point.with_entry(1, 0.0)))
    assert np.linalg.matrix_rank(stretched.jacobian, tol=1e-12) == 1


def test_lotka_volterra() -> None:
    shown = opened("lotka-volterra")[1]
    assert shown.y.tolist() == [0.0, 0.0]
    assert shown.jacobian.tolist() == [[0.0, -2.0], [0.5, 0.0]]
    assert np.linalg.eigvals(shown.jacobian).real == pytest.approx([0.0, 0.0])


def test_logistic_map() -> None:
    slope, x, wanted = 1.0, 0.2, []
    for _ in range(6):
        slope, x = slope * 3.9 * (1 - 2 * x), 3.9 * x * (1 - x)
        wanted.append(slope)
    np.testing.assert_allclose(jacobian("logistic-map")[:, 0], wanted, rtol=1e-13)


def test_rosenbrock_residuals() -> None:
    document, shown = opened("rosenbrock-residuals")
    np.testing.assert_allclose(document.u.values, shown.y)
    a, b = -1.2, 1.0
    half_the_gradient = [-200 * a * (b - a * a) - (1 - a), 100 * (b - a * a)]
    np.testing.assert_allclose(weighed("rosenbrock-residuals")[0], half_the_gradient)


def test_residuals_of_the_line_fit() -> None:
    document, shown = opened("residuals-of-the-line-fit")
    x, residuals = shown.x, shown.y
    assert shown.wrt == "theta"
    assert (shown.columns.names, shown.theta.tolist()) == (("a", "b"), [1.0, 0.0])
    np.testing.assert_allclose(shown.jacobian, np.stack([x, np.ones(8)], axis=1), atol=1e-15)
    slope, intercept = np.polyfit(x, x - residuals, 1)
    assert (slope, intercept) == pytest.approx((2.0, 0.5), abs=0.1), "the data lie about the latent line"
    np.testing.assert_allclose(document.u.values, 2 / 8 * residuals, atol=1e-12)
    gradient = [2 * np.mean(residuals * x), 2 * np.mean(residuals)]
    np.testing.assert_allclose(weighed("residuals-of-the-line-fit")[0], gradient, atol=1e-12)


def test_rank_and_saturation() -> None:
    assert np.linalg.matrix_rank(jacobian("bottleneck"), tol=1e-12) == 1
    flat = np.abs(jacobian("saturated-tanh")).max(axis=1)
    assert flat[1] < 1e-5
    assert flat[[0, 2]].min() > 0.1


def test_networks() -> None:
    theta = jacobian("mlp-with-respect-to-theta")
    np.testing.assert_allclose(theta[:, -2:], np.eye(2), atol=1e-15)  # the last bias
    recurrent = jacobian("recurrent-network")
    assert (recurrent == np.tril(recurrent)).all()
    assert (np.abs(np.diag(recurrent)) > 5 * np.abs(np.diag(recurrent, -8)).max()).all()
    norm, x = jacobian("layer-norm"), opened("layer-norm")[1].x
    np.testing.assert_allclose(norm @ np.ones(6), 0.0, atol=1e-14)
    np.testing.assert_allclose(norm @ (x - x.mean()), 0.0, atol=1e-4)  # torch adds 1e-5 to the variance
    attention = jacobian("self-attention").reshape(3, 4, 3, 4)
    assert all(np.abs(attention[i, :, k]).max() > 0.01 for i in range(3) for k in range(3))


def test_image_to_class() -> None:
    _, shown = opened("image-to-class")
    assert shown.inputs.shape == (8, 8)
    assert shown.jacobian.shape == (10, 64)
    assert shown.outputs.names[int(shown.y.argmax())] == "three"
    gap = shown.jacobian.reshape(10, 8, 8)[:, 2:6, 1:3].sum(axis=(1, 2))  # where a three is open
    assert gap[3] < 0
    assert min(gap[0], gap[6], gap[8]) > 0
    assert 0 <= shown.x.min() <= shown.x.max() <= 1.2


def test_pooling_sorting_and_linear_maps() -> None:
    pooled = jacobian("max-pooling")
    assert (np.sort(pooled, axis=1)[:, :-1] == 0).all()
    assert (pooled.max(axis=1) == 1).all()
    assert pooled @ opened("max-pooling")[1].x == pytest.approx(opened("max-pooling")[1].y)
    order = jacobian("sorting")
    assert (order.sum(axis=0) == 1).all()
    assert (order.sum(axis=1) == 1).all()
    band = np.array([np.roll([1.0, -2.0, 1.0] + [0.0] * 9, k) for k in range(10)])
    np.testing.assert_allclose(jacobian("convolution-as-a-matrix"), band, atol=1e-15)
    x = opened("convolution-as-a-matrix")[1].x
    windows = np.lib.stride_tricks.sliding_window_view(x, 3)
    np.testing.assert_allclose(jacobian("convolution-as-a-matrix", "theta"), windows, atol=1e-15)
    a = np.array([[1.0, 2.0, -1.0], [0.5, 0.0, 3.0]])
    np.testing.assert_allclose(jacobian("matrix-product"), np.kron(a, np.eye(2)), atol=1e-15)
    k = np.outer(np.arange(16), np.arange(16)) * 2 * np.pi / 16
    np.testing.assert_allclose(
        jacobian("discrete-fourier-transform"), np.concatenate([np.cos(k), -np.sin(k)]), atol=1e-12
    )
    heat = jacobian("heat-equation")
    np.testing.assert_allclose(heat.sum(axis=1), 1.0)
    distance = np.abs((np.arange(32)[:, None] - np.arange(32) + 16) % 32 - 16)
    assert ((heat > 0) == (distance <= 6)).all()
