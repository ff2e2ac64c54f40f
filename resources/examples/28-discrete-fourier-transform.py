# title: Discrete Fourier transform
# about: Linear, so J is the transform's matrix: rows of cosines for the real parts, then rows of sines for the imaginary ones.
N = 16
x0 = torch.cos(2 * torch.pi * 3 * torch.arange(N) / N)  # three waves: only two frequencies answer


def f(x):
    spectrum = torch.fft.fft(x)
    return torch.stack([spectrum.real, spectrum.imag])
