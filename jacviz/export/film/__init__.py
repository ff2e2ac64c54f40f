"""Films: frames as GIF, APNG, WebP, MP4 and WebM. No Qt: whoever draws hands pixels in."""
