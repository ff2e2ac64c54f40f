# title: MLP with respect to theta
# about: The same kind of network, differentiated by its weights: with u the slope of a loss in y, uᵀJ is what an optimiser follows.
# wrt: theta
rng = np.random.default_rng(1)

f = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 2))
for p in f.parameters():
    p.data = torch.tensor(rng.normal(0, 0.7, p.shape).tolist())

x0 = [0.5, -1.0]
