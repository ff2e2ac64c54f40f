# title: Sorting
# about: J is a permutation matrix, constant until two entries change places: then it jumps.
x0 = [0.5, -1.0, 2.0, 0.0, 1.2, -0.3]


def f(x):
    return torch.sort(x).values
