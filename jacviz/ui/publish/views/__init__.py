"""The views of a picture, each painted from `Material` alone: no widget, no window."""
