# title: Image-to-class network
# about: A row of J is a sensitivity map of the image: more ink in the gap on the left speaks against a three, for a zero, six or eight.
# u: 0, 0, 0, 1, 0, 0, 0, 0, 0, 0
# mode: reverse
# Ten digits of 8 × 8, side by side: the network compares an image with them.
INK = """
..####.. ...##... ..####.. ..####.. ....##.. .######. ..####.. .######. ..####.. ..####..
.##..##. ..###... .##..##. .##..##. ...###.. .##..... .##..##. .....##. .##..##. .##..##.
.##..##. .####... .....##. .....##. ..####.. .##..... .##..... ....##.. .##..##. .##..##.
.##..##. ...##... ....##.. ...###.. .##.##.. .#####.. .#####.. ....##.. ..####.. ..#####.
.##..##. ...##... ...##... .....##. .######. .....##. .##..##. ...##... .##..##. .....##.
.##..##. ...##... ..##.... .....##. ....##.. .....##. .##..##. ...##... .##..##. .....##.
.##..##. ...##... .##..... .##..##. ....##.. .##..##. .##..##. ..##.... .##..##. .##..##.
..####.. .######. .######. ..####.. ....##.. ..####.. ..####.. ..##.... ..####.. ..####..
"""
rows = [[[float(mark == "#") for mark in part] for part in line.split()] for line in INK.split("\n") if line]
digits = torch.tensor(rows).transpose(0, 1)  # (class, row, column)
kernel = torch.tensor([[1.0, 2.0, 1.0], [2.0, 4.0, 2.0], [1.0, 2.0, 1.0]]) / 16


def hidden(images):
    """64 hidden units: the image blurred, so that a stroke a little aside still counts."""
    return torch.tanh(2 * F.conv2d(images[:, None], kernel[None, None], padding=1)).flatten(1)


average = hidden(digits).mean(0)
weights = hidden(digits) - average  # what sets a class apart
weights = 2 * weights / weights.norm(dim=1, keepdim=True)

rng = np.random.default_rng(0)
x0 = (0.85 * digits[3] + torch.tensor(rng.uniform(0, 0.15, (8, 8)).tolist())).round(decimals=2)


def f(x):
    return weights @ (hidden(x[None])[0] - average)  # 10 scores


output_names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
