# title: Residuals of the line fit
# about: One row (x, 1) a sample: with u = 2/N times the residuals, uᵀJ is the gradient of the mean squared error.
# wrt: theta
rng = np.random.default_rng(0)
N = 12
x0 = rng.lognormal(0, 0.5, N).round(2).tolist()
t = torch.tensor([2 * x + 0.5 + rng.normal(0, 0.5) for x in x0])

theta0 = [1.0, 0.0]  # slope a and intercept b


def f(x, theta):
    a, b = theta
    return a * x + b - t
