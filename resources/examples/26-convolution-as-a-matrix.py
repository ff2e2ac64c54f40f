# title: Convolution as a matrix
# about: Linear in x, so J is a band with the kernel in every row; with respect to theta, the kernel, its rows are the windows of x.
x0 = torch.sin(0.6 * torch.arange(12.0))
theta0 = [1.0, -2.0, 1.0]  # the kernel: a second difference


def f(x, theta):
    return F.conv1d(x[None, None], theta[None, None])[0, 0]
