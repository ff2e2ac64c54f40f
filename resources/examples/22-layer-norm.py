# title: Layer norm
# about: Adding a constant to x or scaling it leaves y as it is: with v = (1, ..., 1) or v = x − mean, J v is 0.
x0 = [1.0, 2.0, 4.0, -1.0, 0.5, 3.0]


def f(x):
    return F.layer_norm(x, x.shape)
