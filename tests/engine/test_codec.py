"""What is sent arrives, and what nobody of ours sends is refused with one error."""

from __future__ import annotations

import dataclasses
import math
import random
import threading
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from jacviz.engine import messages
from jacviz.engine.codec import ALIGNMENT, MAGIC, PIECE, PREFIX, SLOTS, Decoder, Encoder
from jacviz.engine.declared import FrameError
from jacviz.engine.messages import (
    CompletionAnswer,
    CompletionTask,
    Failure,
    Hello,
    JacobianAnswer,
    JacobianTask,
    Reply,
    Request,
    Space,
    flat,
)

EVERY = (Request, Reply, Hello, Failure)


def parts(message: object, encoder: Encoder | None = None) -> tuple[memoryview, int]:
    whole = b"".join(bytes(part) for part in (encoder or Encoder()).encode(message))
    magic, header, body = PREFIX.unpack_from(whole)
    assert magic == MAGIC
    assert header % ALIGNMENT == 0
    assert len(whole) == PREFIX.size + header + body
    return memoryview(bytearray(whole))[PREFIX.size :], header


def there_and_back(message: object) -> Any:
    return Decoder().decode(*parts(message), EVERY)


def same(one: object, other: object) -> bool:
    if isinstance(one, np.ndarray):
        assert isinstance(other, np.ndarray)
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    if dataclasses.is_dataclass(one):
        names = [field.name for field in dataclasses.fields(one)]
        return type(one) is type(other) and all(same(getattr(one, n), getattr(other, n)) for n in names)
    if isinstance(one, float) and math.isnan(one):
        return isinstance(other, float) and math.isnan(other)
    return type(one) is type(other) and one == other


def answer(m: int = 2, n: int = 3, **changed: Any) -> JacobianAnswer:
    inputs, outputs = (Space(tuple(f"{name}{i}" for i in range(k)), (k,)) for name, k in (("x", n), ("y", m)))
    jacobian = np.arange(m * n, dtype=float).reshape(m, n)
    whole = JacobianAnswer(
        inputs=inputs, parameters=Space((), (0,)), outputs=outputs, x=np.arange(n, dtype=float),
        theta=np.zeros(0), y=np.full(m, np.nan), wrt="x", jacobian=jacobian,
        mode="reverse", passes=m, other_passes=n, seconds=0.001, notes=("a note",),
    )  # fmt: skip
    return dataclasses.replace(whole, **changed)


MESSAGES = [
    Request(1, JacobianTask("maths", "x1^2", x=flat([1.0, math.inf]), x_names=("x1", "x2"), mode="forward")),
    Request(2, JacobianTask("python", "é\u2028\0" + chr(0xD800), wrt="theta", theta=flat([1], "float32"))),
    Request(2**60, CompletionTask("import x", 0, 3)),
    Reply(3, answer()),
    Reply(3, answer(200, 300)),
    Reply(3, answer(0, 3)),
    Reply(3, answer(jacobian=np.ones((2, 3), "f4"), seconds=math.nan)),
    Reply(3, answer(jacobian=np.asfortranarray(np.arange(6.0).reshape(2, 3)))),
    Reply(4, CompletionAnswer("si", ("sin", "sinh"), ("function", "function"))),
    Reply(5, Failure("syntax", "A bracket is open.", line=2, column=None, detail="x" * 5000)),
    Hello(7, "2.0", ("cpu", "cuda:0")),
    Failure("internal", "no torch"),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_messages_arrive_as_they_were(message: object) -> None:
    assert same(message, there_and_back(message))


texts = st.text(max_size=20)
vectors = hnp.arrays(st.sampled_from(["f8", "f4"]), st.integers(0, 900))


@settings(deadline=None)
@given(texts, vectors, st.lists(texts, max_size=200).map(tuple), st.floats())
def test_every_value_arrives(text: str, vector: np.ndarray, names: tuple[str, ...], number: float) -> None:
    task = JacobianTask("python", text, x=vector, x_names=names)
    assert same(there_and_back(Request(0, task)), Request(0, task))
    reply = Reply(0, answer(notes=names, seconds=number, y=vector, inputs=Space(names, (len(names),))))
    assert same(there_and_back(reply), reply)


def test_arrays_that_arrive_are_views_and_read_only() -> None:
    frame, header = parts(Reply(1, answer(8, 8)))
    jacobian = Decoder().decode(frame, header, (Reply,)).answer.jacobian
    assert not jacobian.flags.writeable
    assert np.shares_memory(jacobian, np.frombuffer(frame, np.uint8))
    with pytest.raises(ValueError, match="read-only"):
        jacobian[0, 0] = 1


def test_values_are_those_of_numpy_scalars_too() -> None:
    arrived = there_and_back(Reply(1, answer(passes=np.int64(2), seconds=np.float64(0.5))))
    assert (arrived.answer.passes, arrived.answer.seconds) == (2, 0.5)


@pytest.mark.parametrize("value", [object(), [1], {"a": 1}, b"ab", 1j, np.zeros(2, complex), np.array(["a"])])
def test_what_messages_may_not_hold_is_a_type_error(value: object) -> None:
    encoder = Encoder()
    names = tuple(f"n{i}" for i in range(100))
    with pytest.raises(TypeError, match="a message holds"):
        encoder.encode(Request(1, JacobianTask("maths", "x", x_names=names, x=value)))  # type: ignore[arg-type]
    # Nothing of that frame was sent, so nothing of it may be referred to.
    task = JacobianTask("maths", "x", x_names=names)
    assert Decoder().decode(*parts(Request(1, task), encoder), EVERY).task.x_names == names


def test_what_was_sent_before_is_not_sent_again() -> None:
    encoder, decoder = Encoder(), Decoder()
    theta, names = flat(np.arange(10_000)), tuple(f"w{i}" for i in range(10_000))
    sizes, arrived = [], []
    for i in range(3):
        frame, header = parts(Request(i, JacobianTask("python", "", theta=theta, theta_names=names)), encoder)
        sizes.append(len(frame))
        arrived.append(decoder.decode(frame, header, (Request,)).task)
    assert encoder.keeps(theta)
    assert encoder.keeps(names)
    assert sizes[0] > 100_000 > 1000 > sizes[1] == sizes[2]
    assert all(task.theta_names is arrived[0].theta_names for task in arrived)
    assert all(task.theta is arrived[0].theta for task in arrived)
    assert arrived[2].theta_names == names
    assert arrived[2].theta.tolist() == theta.tolist()


def test_names_by_the_ten_thousand_are_read_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    this, sleep = threading.current_thread(), time.sleep

    def pause(seconds: float) -> None:  # time is everybody's: clients of other tests decode beside this one
        (pauses.append if threading.current_thread() is this else sleep)(seconds)

    monkeypatch.setattr("jacviz.engine.codec.time.sleep", pause)
    names = tuple(f"\u03b8[{i}]" for i in range(3 * PIECE + 1))
    reply = Reply(1, answer(parameters=Space(names, (len(names),))))
    encoder, decoder = Encoder(), Decoder()
    frame, header = parts(reply, encoder)
    assert header < 2000
    assert same(decoder.decode(frame, header, EVERY), reply)
    assert len(pauses) == 4
    again, header = parts(reply, encoder)
    assert len(again) < 2000, "they are not sent again"
    assert same(decoder.decode(again, header, EVERY), reply)
    assert len(pauses) == 4


@pytest.mark.parametrize(
    "pieces", ["[1]", "[[0,5,1]]", "[[0]]", "[[0,64]]", "[[0,9999]]", "[[-64,5]]", "[[0,5],[0,5]]", "[[1,3]]"]
)
def test_pieces_that_are_malformed_are_refused(pieces: str) -> None:
    frame, header = parts(Reply(3, answer()))
    text = bytes(frame[:header]).replace(b'["a note"]', b'{"slot":1,"pieces":%s}' % pieces.encode()).rstrip()
    text += b" " * (-len(text) % ALIGNMENT)
    body = bytearray(frame[header:])
    body[:5] = b'["a"]'
    with pytest.raises(FrameError):
        Decoder().decode(memoryview(text + bytes(body)), len(text), (Reply,))


def test_what_may_change_is_sent_each_time() -> None:
    encoder, decoder = Encoder(), Decoder()
    x = np.zeros(10_000)
    for i in range(3):
        x[0] = i
        request = Request(i, JacobianTask("python", "", x=x))
        assert decoder.decode(*parts(request, encoder), EVERY).task.x[0] == i


def test_both_ends_forget_alike() -> None:
    encoder, decoder = Encoder(), Decoder()
    generator = random.Random(0)
    names = [tuple(f"{i} {j}" for j in range(100)) for i in range(3 * SLOTS)]
    for i in range(300):
        wanted = names[generator.randrange(len(names))]
        task = JacobianTask("maths", "", x_names=wanted, theta_names=names[i % 5])
        assert same(decoder.decode(*parts(Request(i, task), encoder), EVERY), Request(i, task))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"is":"Reply"', b'"is":"Hello"'), (b'"generation":3', b'"generation":"3"'),
        (b'"generation":3', b'"generation":3.5'), (b'"generation":3', b'"generation":true'),
        (b'"generation":3', b'"other":3'), (b'"generation":3', b'"generation":3,"more":1'),
        (b'"wrt":"x"', b'"wrt":"z"'), (b'"wrt":"x"', b'"wrt":null'), (b'"wrt":"x"', b'"wrt":["x"]'),
        (b'"dtype":"<f8"', b'"dtype":"|O8"'), (b'"dtype":"<f8"', b'"dtype":["<f8"]'),
        (b'"shape":[2,3]', b'"shape":[2,-3]'), (b'"shape":[2,3]', b'"shape":[2,300]'),
        (b'"shape":[2,3]', b'"shape":6'), (b'"shape":[2,3]', b'"shape":[2,99999999999999999999]'),
        (b'"at":0', b'"at":8'), (b'"at":0', b'"at":6400'), (b'"notes":["a note"]', b'"notes":"a note"'),
        (b'"notes":["a note"]', b'"notes":[1]'), (b'"notes":["a note"]', b'"notes":{"slot":3}'),
        (b'"notes":["a note"]', b'"notes":{"slot":99,"value":["a"]}'), (b'"notes":["a note"]', b'"notes":{}'),
        (b'"seconds":0.001', b'"seconds":null'), (b'"seconds":0.001', b'"seconds":' + b"[" * 5000),
    ],
)  # fmt: skip
def test_what_is_malformed_is_refused(old: bytes, new: bytes) -> None:
    frame, header = parts(Reply(3, answer()))
    text = bytes(frame[:header]).rstrip()
    assert old in text
    text = text.replace(old, new, 1)
    text += b" " * (-len(text) % ALIGNMENT)
    with pytest.raises(FrameError):
        Decoder().decode(memoryview(text + bytes(frame[header:])), len(text), (Reply,))


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_noise_is_refused_or_harmless(data: st.DataObject) -> None:
    frame, header = parts(Reply(3, answer()))
    noisy = bytearray(frame)
    for _ in range(data.draw(st.integers(1, 6))):
        noisy[data.draw(st.integers(0, len(noisy) - 1))] = data.draw(st.integers(0, 255))
    try:
        decoded = Decoder().decode(memoryview(noisy), header, (Reply,))
    except FrameError:
        return
    assert isinstance(decoded, Reply)


def test_only_what_is_expected_is_read() -> None:
    with pytest.raises(FrameError, match="expected a Request"):
        Decoder().decode(*parts(Hello(1, "", ())), (Request,))


def test_every_message_can_be_read() -> None:
    """A field of a type that the codec cannot read would only show when it is sent."""
    from jacviz.engine.declared import reader_of

    for value in vars(messages).values():
        if dataclasses.is_dataclass(value):
            with pytest.raises(FrameError):
                reader_of(value)(None, Decoder())
