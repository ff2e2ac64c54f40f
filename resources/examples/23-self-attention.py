# title: Self-attention
# about: Three tokens of four numbers each: the blocks off the diagonal of J are what one token hears from another.
rng = np.random.default_rng(0)
Q, K, V = torch.tensor(rng.normal(0, 0.8, (3, 4, 4)).tolist())
x0 = rng.normal(size=(3, 4)).round(1).tolist()


def f(x):
    scores = (x @ Q) @ (x @ K).T / 4**0.5
    return F.softmax(scores, dim=-1) @ (x @ V)
