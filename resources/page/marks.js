// What is marked on the surface: starts, heads, where trajectories stopped, known minima, critical points.

const CORNERS = { // in units of half the width; y points down
  minimum: [[-1, -0.7], [1, -0.7], [0, 1]], maximum: [[-1, 0.7], [1, 0.7], [0, -1]],
  saddle: [[-1, 0], [0, -1], [1, 0], [0, 1]], degenerate: [[-0.8, -0.8], [0.8, -0.8], [0.8, 0.8], [-0.8, 0.8]],
};

function disc(pen, x, y, size, fill, line, width) {
  pen.beginPath(); pen.arc(x, y, size, 0, 2 * Math.PI);
  if (fill) { pen.fillStyle = fill; pen.fill(); }
  pen.lineWidth = width; pen.strokeStyle = line; pen.stroke();
}

function strokes(pen, pieces, inks) {
  for (const [ink, width] of inks) {
    pen.beginPath();
    for (const [x1, y1, x2, y2] of pieces) { pen.moveTo(x1, y1); pen.lineTo(x2, y2); }
    pen.lineWidth = width; pen.strokeStyle = ink; pen.stroke();
  }
}

// Where a trajectory stopped for good.
function cross(pen, x, y, size, colour) {
  const pieces = [[x - size, y - size, x + size, y + size], [x - size, y + size, x + size, y - size]];
  strokes(pen, pieces, [[css("panel"), 4.4], [colour, 2.2]]);
}

function drawMark(pen, x, y, kind) {
  if (kind === "optimum") {
    strokes(pen, [[x - 6.5, y, x + 6.5, y], [x, y - 6.5, x, y + 6.5]], [[css("panel"), 4.6], [css("text"), 2]]);
    return;
  }
  pen.beginPath();
  CORNERS[kind].forEach(([a, b], k) => (k ? pen.lineTo : pen.moveTo).call(pen, x + 5.5 * a, y + 5.5 * b));
  pen.closePath();
  pen.lineWidth = 4; pen.strokeStyle = css("panel"); pen.stroke();
  pen.fillStyle = css(kind === "minimum" ? "text" : "panel"); pen.fill();
  pen.lineWidth = 1.5; pen.strokeStyle = css("text"); pen.stroke();
}
