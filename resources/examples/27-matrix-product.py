# title: Matrix product
# about: For A X with X flattened row by row, J is A ⊗ I: each entry of A times an identity matrix.
A = torch.tensor([[1.0, 2.0, -1.0], [0.5, 0.0, 3.0]])
x0 = [[1.0, 0.0], [2.0, -1.0], [0.5, 1.5]]


def f(x):
    return A @ x
