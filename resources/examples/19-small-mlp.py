# title: Small MLP
# about: A network is a function like any other: here J is a weight matrix times the slopes of tanh times another weight matrix.
rng = np.random.default_rng(0)

f = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3))
for p in f.parameters():
    p.data = torch.tensor(rng.normal(0, 0.7, p.shape).tolist())

x0 = [0.5, -1.0, 1.5, 0.0]
