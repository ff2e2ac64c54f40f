"""The loss surface as a flat picture: contours, trails, marks, and the hands on it."""
