// The losses against the step, below the picture. `plane`, `runs`, `steps` and the like are the player's.

const curves = { box: null, low: 0, high: 1, log: false };

function measureLosses() {
  let low = Infinity, high = -Infinity, least = Infinity;
  // Of what diverges the beginning counts: its end would press everything else to the floor.
  for (const run of runs) for (const value of run.stopped < 0 ? run.losses : run.losses.subarray(0, 1))
    if (Number.isFinite(value)) {
      low = Math.min(low, value); high = Math.max(high, value);
      if (value > 0) least = Math.min(least, value);
    }
  curves.log = low >= 0 && high > 0;
  if (curves.log) low = least;
  if (!(low < Infinity)) { curves.low = curves.high = NaN; return; }
  [curves.low, curves.high] = curves.log ? [Math.log10(low), Math.log10(high)] : [low, high];
  if (curves.high - curves.low < 1e-9) { curves.low -= 0.5; curves.high += 0.5; }
}

const lossX = k => curves.box.x + k / Math.max(steps, 1) * curves.box.w;
const lossY = value => curves.box.y
  + (curves.high - (curves.log ? value > 0 ? Math.log10(value) : curves.low : value)) / (curves.high - curves.low) * curves.box.h;

function lossTicks() {
  if (!curves.log) return ticks(curves.low, curves.high, 3).map(([value, text]) => [value, text]);
  const made = [], span = curves.high - curves.low, stride = Math.max(1, Math.ceil(span / 3));
  const between = span > 2.5 ? [1] : span > 1.2 ? [1, 3] : [1, 2, 5];
  for (let k = Math.floor(curves.low); k <= curves.high; k += stride)
    for (const value of between.map(x => x * 10 ** k))
      if (value >= 10 ** curves.low * 0.999 && value <= 10 ** curves.high * 1.001) made.push([value, plain(value, 1)]);
  return made.length >= 2 ? made : [curves.high, curves.low].map(k => [10 ** k, plain(10 ** k, 2)]);
}

function drawCurves() {
  const { pen, width, height } = fit($("curves"));
  pens.playhead = fit($("playhead"));
  curves.box = { x: plane.box.x, y: 6, w: Math.max(width - plane.box.x - 20, 10), h: height - 46 };
  if (!Number.isFinite(curves.low)) return;
  const { box } = curves;
  pen.font = face(12); pen.fillStyle = css("quiet"); pen.strokeStyle = css("line"); pen.lineWidth = 1;
  pen.textAlign = "right"; pen.textBaseline = "middle";
  for (const [value, text] of lossTicks()) {
    const y = lossY(value);
    pen.beginPath(); pen.moveTo(box.x, y); pen.lineTo(box.x + box.w, y); pen.stroke(); pen.fillText(text, box.x - 6, y);
  }
  pen.save(); pen.translate(4, box.y + box.h / 2); pen.rotate(-Math.PI / 2);
  pen.textAlign = "center"; pen.textBaseline = "top"; pen.fillText("loss", 0, 0); pen.restore();
  pen.textAlign = "center"; pen.textBaseline = "top";
  for (const [value, text] of ticks(0, steps, box.w / 90)) pen.fillText(text, lossX(value), box.y + box.h + 4);
  pen.fillText("step", box.x + box.w / 2, box.y + box.h + 22);
  pen.save();
  pen.beginPath(); pen.rect(box.x, box.y - 1, box.w, box.h + 2); pen.clip();
  for (const run of shown()) {
    pen.beginPath();
    let broken = true;
    run.losses.forEach((value, k) => {
      if (!Number.isFinite(value)) return;
      if (broken) pen.moveTo(lossX(k), lossY(value)); else pen.lineTo(lossX(k), lossY(value));
      broken = false;
    });
    pen.lineWidth = runs.length > 20 ? 0.8 : 1.4; pen.strokeStyle = colourOf(run); pen.stroke();
  }
  pen.restore();
  for (const run of shown()) drawEnd(pen, run);
}

// Where a trajectory stopped for good: at its last loss, or above, at the end of a dotted line.
function drawEnd(pen, run) {
  if (run.stopped < 0) return;
  const { box } = curves, x = lossX(run.stopped), y = lossY(run.losses[run.stopped]);
  if (y >= box.y) { cross(pen, x, Math.min(Math.max(y, box.y + 4), box.y + box.h - 4), 3.5, colourOf(run)); return; }
  const last = run.losses.findLastIndex((value, k) => k <= run.stopped && lossY(value) >= box.y);
  pen.save(); pen.setLineDash([1, 3]); strokes(pen, [[lossX(Math.max(last, 0)), box.y + 4, x, box.y + 4]], [[colourOf(run), 1]]);
  pen.restore();
  cross(pen, x, box.y + 4, 3.5, colourOf(run));
}

function drawPlayhead() {
  const { pen } = pens.playhead;
  clear(pen);
  if (!Number.isFinite(curves.low)) return;
  const x = Math.round(lossX(step)) + 0.5;
  pen.beginPath(); pen.moveTo(x, curves.box.y); pen.lineTo(x, curves.box.y + curves.box.h);
  pen.lineWidth = 1; pen.strokeStyle = css("accent"); pen.stroke();
}
