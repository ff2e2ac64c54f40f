// The loss over a single parameter: a curve in the picture's place of a surface, on which trajectories lie.

class Graph extends Plane {
  constructor(content) {
    super(content);
    this.curve = floats(content.surface.curve); // parameter and loss in turn, the parameter rising
  }

  // The loss above a parameter, on straight lines between the curve's points; NaN beside what has none.
  loss(a) {
    const { curve } = this;
    let low = 0, high = curve.length / 2 - 1;
    if (a < curve[0] || a > curve[2 * high]) return NaN;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (curve[2 * middle] <= a) low = middle; else high = middle;
    }
    const share = (a - curve[2 * low]) / (curve[2 * high] - curve[2 * low] || 1);
    const [before, after] = [curve[2 * low + 1], curve[2 * high + 1]];
    return share === 0 ? before : share === 1 ? after : before * (1 - share) + after * share;
  }

  drawGround(pen, colours) {
    const { box } = this;
    pen.fillStyle = css("panel"); pen.fillRect(box.x, box.y, box.w, box.h);
    const pieces = this.stretches(), bottom = box.y + box.h, left = pieces.length ? pieces[0][0][0] : box.x + box.w;
    pen.fillStyle = hatching(pen); // where the loss is not finite
    let from = box.x;
    for (const piece of [...pieces, [[box.x + box.w, 0]]]) {
      if (piece[0][0] > from + 0.5) pen.fillRect(from, box.y, piece[0][0] - from, box.h);
      from = piece[piece.length - 1][0];
    }
    pen.fillStyle = colours.bands[0];
    for (const piece of pieces) {
      pen.beginPath(); pen.moveTo(piece[0][0], bottom);
      for (const [x, y] of piece) pen.lineTo(x, Math.min(y, bottom));
      pen.lineTo(piece[piece.length - 1][0], bottom); pen.closePath(); pen.fill();
    }
    pen.strokeStyle = colours.lines[0]; pen.lineWidth = 2;
    for (const piece of pieces) {
      pen.beginPath(); piece.forEach(([x, y], k) => k ? pen.lineTo(x, y) : pen.moveTo(x, y)); pen.stroke();
    }
    this.written = [];
  }

  // Pixels of the stretches without a gap: gaps are where the loss is not finite, and poles.
  stretches() {
    const { box, curve } = this, made = [];
    let piece = null, side = 0;
    for (let k = 0; k < curve.length; k += 2) {
      const y = this.y(curve[k + 1]), beyond = y < box.y ? -1 : y > box.y + box.h ? 1 : 0;
      if (!Number.isFinite(curve[k + 1])) { piece = null; continue; }
      if (!piece || side * beyond < 0) made.push(piece = []);
      piece.push([this.x(curve[k]), Math.min(Math.max(y, box.y - box.h), box.y + 2 * box.h)]);
      side = beyond;
    }
    return made.filter(one => one.length > 1);
  }
}
