# title: Recurrent network
# about: J is lower triangular, since no output knows later inputs, and fades off its diagonal: the gradient vanishes over time.
x0 = torch.sin(torch.arange(16.0))


def f(x):
    h, states = torch.zeros(()), []
    for step in x:
        h = torch.tanh(0.8 * h + step)
        states.append(h)
    return torch.stack(states)


input_names = [f"x{i + 1}" for i in range(16)]
output_names = [f"h{i + 1}" for i in range(16)]
