// What the page draws: the surface, the trajectories, the losses. No state of the player is kept here.

const MINUS = "\u2212";

function plain(number, digits = 4) {
  if (!Number.isFinite(number)) return Number.isNaN(number) ? "nan" : number > 0 ? "∞" : MINUS + "∞";
  const size = Math.abs(number);
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) return power(number, digits);
  return String(Number(number.toPrecision(digits))).replaceAll("-", MINUS);
}

function power(number, digits) {
  const [mantissa, exponent] = number.toExponential(digits - 1).split("e");
  const raised = [...String(Number(exponent))].map(sign => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)]).join("");
  const factor = String(Number(mantissa)).replace("-", MINUS);
  return factor === "1" ? `10${raised}` : factor === MINUS + "1" ? `${MINUS}10${raised}` : `${factor}×10${raised}`;
}

function bytesOf(text) {
  const raw = atob(text), made = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) made[i] = raw.charCodeAt(i);
  return made;
}

const floats = text => new Float32Array(bytesOf(text).buffer);
const shorts = text => new Uint16Array(bytesOf(text).buffer);
const ints = text => new Int32Array(bytesOf(text).buffer);

// Canvas with as many pixels as the screen has; drawing is in CSS pixels.
function fit(canvas) {
  const ratio = window.devicePixelRatio || 1, box = canvas.parentElement.getBoundingClientRect();
  const width = Math.max(Math.round(box.width * ratio), 1), height = Math.max(Math.round(box.height * ratio), 1);
  canvas.width = width; canvas.height = height;
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.lineJoin = pen.lineCap = "round";
  return { pen, width: box.width, height: box.height };
}

function clear(pen) {
  pen.save(); pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height); pen.restore();
}

const css = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
const face = (size, style = "") => `${style} ${size}px ${getComputedStyle(document.body).fontFamily}`;

// Round numbers between two limits, and how many decimals tell them apart.
function ticks(low, high, count) {
  const raw = (high - low) / Math.max(count, 1), power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map(x => x * power).find(x => x >= raw * 0.999) || raw;
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9)), made = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9 && made.length < 50; k++) {
    const large = Math.abs(k * step) >= 1e6 || decimals > 6;
    made.push([k * step, large ? plain(k * step, 3) : (k * step).toFixed(decimals).replace("-", MINUS)]);
  }
  return made;
}

class Plane {
  constructor(content) {
    this.content = content;
    [[this.left, this.right], [this.low, this.high]] = content.window;
    const surface = content.surface;
    this.values = floats(surface.values);
    this.bands = surface.above.map(rings => this.path(rings, true));
    this.lines = surface.lines.map(lines => this.pieces(lines));
    this.basins = surface.basins.map(rings => this.path(rings, true));
    this.known = surface.known ? this.path(surface.known, true) : null;
  }

  // Rings or lines in units of the window, which the canvas' transformation places.
  path({ points, counts }, closed) {
    const made = new Path2D(), units = shorts(points);
    let at = 0;
    for (const count of ints(counts)) {
      for (let k = 0; k < count; k++, at += 2) {
        const x = units[at] / 65535, y = units[at + 1] / 65535;
        if (k === 0) made.moveTo(x, y); else made.lineTo(x, y);
      }
      if (closed) made.closePath();
    }
    return made;
  }

  // Lines as numbers: in units of the window, x and y in turn.
  pieces({ points, counts }) {
    const units = shorts(points), made = [];
    let at = 0;
    for (const count of ints(counts)) {
      made.push(Float64Array.from(units.subarray(at, at + 2 * count), unit => unit / 65535));
      at += 2 * count;
    }
    return made;
  }

  arrange(width, height, pen) {
    pen.font = face(12);
    const { bar: scale } = this.content.surface;
    const yTicks = ticks(this.low, this.high, height / 56);
    const wide = Math.max(...[...yTicks, ...lossTicks()].map(([, text]) => pen.measureText(text).width), 8);
    const bar = scale.texts.length && width > 380
      ? 26 + Math.max(...scale.texts.map(text => pen.measureText(text).width), pen.measureText("loss").width) : 14;
    this.box = { x: Math.round(wide + 34), y: 24, w: 0, h: 0 };
    this.box.w = Math.max(Math.round(width - bar - this.box.x), 10);
    this.box.h = Math.max(Math.round(height - this.box.y - 40), 10);
    this.width = width;
    this.bar = bar > 14;
    this.yTicks = yTicks;
    this.xTicks = ticks(this.left, this.right, this.box.w / 76);
  }

  x(value) { return this.box.x + (value - this.left) / (this.right - this.left) * this.box.w; }
  y(value) { return this.box.y + (this.high - value) / (this.high - this.low) * this.box.h; }

  at(x, y) {
    const { box } = this;
    if (x < box.x || x > box.x + box.w || y < box.y || y > box.y + box.h) return null;
    return [this.left + (x - box.x) / box.w * (this.right - this.left),
      this.high - (y - box.y) / box.h * (this.high - this.low)];
  }

  loss(a, b) {
    const { rows, columns } = this.content.surface;
    const u = (a - this.left) / (this.right - this.left) * (columns - 1);
    const v = (b - this.low) / (this.high - this.low) * (rows - 1);
    const i = Math.min(Math.max(Math.floor(u), 0), columns - 2), j = Math.min(Math.max(Math.floor(v), 0), rows - 2);
    const s = u - i, t = v - j, value = (r, c) => this.values[r * columns + c];
    return (value(j, i) * (1 - s) + value(j, i + 1) * s) * (1 - t)
      + (value(j + 1, i) * (1 - s) + value(j + 1, i + 1) * s) * t;
  }

  clip(pen) {
    const { box } = this;
    pen.beginPath(); pen.rect(box.x, box.y, box.w, box.h); pen.clip();
  }

  // `taken`: gets the arranged plane, and tells which pixels labels keep away from.
  draw(canvas, colours, taken) {
    const { pen, width, height } = fit(canvas);
    this.arrange(width, height, pen);
    const around = taken(this);
    pen.save();
    this.clip(pen);
    this.drawGround(pen, colours, around);
    pen.restore();
    this.frame(pen, colours);
  }

  drawGround(pen, colours, around) {
    const { box } = this;
    pen.fillStyle = this.known ? css("field") : colours.bands[0];
    pen.fillRect(box.x, box.y, box.w, box.h);
    pen.save();
    pen.translate(box.x, box.y + box.h); pen.scale(box.w, -box.h);
    if (this.known) { pen.fillStyle = colours.bands[0]; pen.fill(this.known, "evenodd"); }
    this.bands.forEach((path, k) => { pen.fillStyle = colours.bands[k + 1]; pen.fill(path, "evenodd"); });
    pen.restore();
    this.drawBasins(pen, colours);
    this.drawLines(pen, colours, around);
  }

  drawBasins(pen, colours) {
    const { box } = this, placing = new DOMMatrix([box.w, 0, 0, -box.h, box.x, box.y + box.h]);
    this.basins.forEach((path, k) => {
      const placed = new Path2D(); placed.addPath(path, placing);
      pen.fillStyle = colours.basins[k] || hatching(pen); pen.fill(placed, "evenodd");
    });
  }

  drawLines(pen, colours, around) {
    const { box } = this, { labels, written } = this.content.surface;
    const placed = this.lines.map(some => some.map(line => line.map(
      (unit, k) => k % 2 ? box.y + (1 - unit) * box.h : box.x + unit * box.w)));
    const made = labelled(placed, written ? labels : [], box, pen, around);
    pen.lineWidth = 0.8;
    made.lines.forEach((some, level) => {
      pen.beginPath();
      for (const line of some) for (let k = 0; k < line.length; k += 2)
        if (k === 0) pen.moveTo(line[0], line[1]); else pen.lineTo(line[k], line[k + 1]);
      pen.strokeStyle = colours.lines[level]; pen.stroke();
    });
    for (const label of made.labels) drawLabel(pen, label, colours.bands[label.level]);
    this.written = made.labels;
  }

  frame(pen, colours) {
    const { box } = this, bottom = box.y + box.h, [xName, yName] = this.content.names;
    pen.strokeStyle = css("line"); pen.lineWidth = 1;
    pen.strokeRect(box.x + 0.5, box.y + 0.5, box.w - 1, box.h - 1);
    pen.fillStyle = css("quiet"); pen.font = face(12);
    pen.textAlign = "center"; pen.textBaseline = "top";
    for (const [value, text] of this.xTicks) pen.fillText(text, this.x(value), bottom + 6);
    pen.textAlign = "right"; pen.textBaseline = "middle";
    for (const [value, text] of this.yTicks) pen.fillText(text, box.x - 6, this.y(value));
    pen.font = face(13, "italic");
    pen.textAlign = "center"; pen.textBaseline = "bottom";
    pen.fillText(xName, box.x + box.w / 2, bottom + 38);
    pen.save(); pen.translate(4, box.y + box.h / 2); pen.rotate(-Math.PI / 2);
    pen.textBaseline = "top"; pen.fillText(yName, 0, 0); pen.restore();
    if (this.bar) this.drawBar(pen, colours);
  }

  drawBar(pen, colours) {
    const { box } = this, x = box.x + box.w + 8, each = box.h / colours.bands.length;
    colours.bands.forEach((colour, k) => {
      pen.fillStyle = colour; pen.fillRect(x, box.y + box.h - (k + 1) * each, 10, each + 0.5);
    });
    pen.strokeStyle = css("line"); pen.strokeRect(x + 0.5, box.y + 0.5, 9, box.h - 1);
    pen.fillStyle = css("quiet"); pen.font = face(12); pen.textAlign = "left"; pen.textBaseline = "middle";
    const { texts, offset, power } = this.content.surface.bar, stride = Math.max(1, Math.ceil(20 / each));
    for (let k = ((texts.length - 1) % stride) >> 1; k < texts.length; k += stride)
      pen.fillText(texts[k], x + 16, box.y + box.h - (k + 1) * each);
    const title = (offset ? `loss ${MINUS} ${offset}` : "loss").replace(`${MINUS} ${MINUS}`, "+ ");
    pen.textBaseline = "bottom";
    pen.fillText(title, Math.min(x, this.width - pen.measureText(title).width), box.y - 6);
    pen.textBaseline = "top";
    if (power) pen.fillText(`×\u2009${power}`, x, box.y + box.h + 8);
  }
}

// Fine diagonal lines: where starts diverge.
function hatching(pen) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const ink = tile.getContext("2d");
  ink.strokeStyle = css("quiet"); ink.globalAlpha = 0.75; ink.lineWidth = 1;
  for (const shift of [-8, 0, 8]) { ink.beginPath(); ink.moveTo(shift, 8); ink.lineTo(shift + 8, 0); ink.stroke(); }
  const made = pen.createPattern(tile, "repeat");
  const { a } = pen.getTransform();
  made.setTransform(new DOMMatrix([1 / a, 0, 0, 1 / a, 0, 0]).scale(Math.max(Math.round(a), 1)));
  return made;
}
