# title: Heat equation
# about: After six steps an output knows six neighbours on either side: J is a band, and its rows sum to 1, since no heat is lost.
x0 = torch.where(torch.arange(32) // 8 == 1, 1.0, 0.0)


def f(x):
    for _ in range(6):
        x = x + 0.25 * (torch.roll(x, 1) - 2 * x + torch.roll(x, -1))
    return x
