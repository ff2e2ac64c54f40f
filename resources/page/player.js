// The player: which step is shown, what the mouse and the keys do.

const content = JSON.parse(document.getElementById("content").textContent);
const $ = id => document.getElementById(id);
const plane = new Plane(content);
const runs = content.paths.map(path => ({ ...path, points: floats(path.points), losses: floats(path.losses) }));
const steps = content.steps, SPEEDS = [0.1, 0.25, 0.5, 1, 2, 4, 10];
const night = window.matchMedia("(prefers-color-scheme: dark)");
const hidden = new Set(content.hidden);
let step = 0, playing = false, speed = 1, pointer = null, drawn = -1, last = 0, exact = 0;
const pens = {};
// Whether several optimisers begin at one place: a ring there belongs to all of them.
const together = new Set(runs.map(run => `${run.points[0]} ${run.points[1]}`)).size < runs.length;

const colours = () => content.colours[night.matches ? "dark" : "light"];
const shown = () => runs.filter(run => !hidden.has(run.group));
const seen = run => Math.min(step, run.stopped < 0 ? steps : run.stopped);

function colourOf(run) { return colours().paths[run.colour]; }

function segments(pen, run, first, end, width, colour) {
  pen.beginPath();
  let broken = true;
  for (let k = Math.max(first, 0); k <= end; k++) {
    const x = plane.x(run.points[2 * k]), y = plane.y(run.points[2 * k + 1]);
    if (!(Math.abs(x) < 1e5 && Math.abs(y) < 1e5)) { broken = true; continue; }
    if (broken) pen.moveTo(x, y); else pen.lineTo(x, y);
    broken = false;
  }
  pen.lineWidth = width; pen.strokeStyle = colour; pen.stroke();
}

function drawTrails() {
  const { pen } = pens.trails, many = runs.length > 20, width = many ? 1 : 1.8;
  const anew = step < drawn || drawn < 0 || content.tail !== null;
  if (anew) clear(pen);
  const first = content.tail === null ? (anew ? 0 : drawn) : step - content.tail;
  pen.save(); plane.clip(pen);
  if (!many) {
    pen.globalCompositeOperation = "destination-over";
    for (const run of shown()) segments(pen, run, first, seen(run), width + 1.7, css("panel"));
    pen.globalCompositeOperation = "source-over";
  }
  pen.globalAlpha = runs.length > 100 ? 0.5 : 1;
  for (const run of shown()) segments(pen, run, first, seen(run), width, colourOf(run));
  pen.restore();
  drawn = step;
}

function disc(pen, x, y, size, fill, line, width) {
  pen.beginPath(); pen.arc(x, y, size, 0, 2 * Math.PI);
  if (fill) { pen.fillStyle = fill; pen.fill(); }
  pen.lineWidth = width; pen.strokeStyle = line; pen.stroke();
}

function cross(pen, x, y, size, colour) {
  for (const [ink, width] of [[css("panel"), 4.4], [colour, 2.2]]) {
    pen.beginPath(); pen.moveTo(x - size, y - size); pen.lineTo(x + size, y + size);
    pen.moveTo(x - size, y + size); pen.lineTo(x + size, y - size);
    pen.lineWidth = width; pen.strokeStyle = ink; pen.stroke();
  }
}

function drawHeads() {
  const { pen } = pens.heads, ground = css("panel"), size = runs.length > 100 ? 2.5 : 4.5, { box } = plane;
  clear(pen);
  pen.save(); plane.clip(pen);
  for (const [x, y] of content.minima) {
    disc(pen, plane.x(x), plane.y(y), 3, null, css("text"), 1.4);
    disc(pen, plane.x(x), plane.y(y), 7, null, css("text"), 1.4);
  }
  if (runs.length <= 250)
    for (const run of shown()) {
      const x = plane.x(run.points[0]), y = plane.y(run.points[1]);
      disc(pen, x, y, size, ground, ground, 3.6); disc(pen, x, y, size, null, together ? css("text") : colourOf(run), 1.7);
    }
  for (const run of shown()) {
    const k = seen(run), x = plane.x(run.points[2 * k]), y = plane.y(run.points[2 * k + 1]);
    if (run.stopped >= 0 && run.stopped <= step) {
      const inX = Math.min(Math.max(x || box.x, box.x + 8), box.x + box.w - 8);
      cross(pen, inX, Math.min(Math.max(y || box.y, box.y + 8), box.y + box.h - 8), size, colourOf(run));
    } else disc(pen, x, y, size + 0.7, colourOf(run), ground, runs.length > 100 ? 0.8 : 1.5);
  }
  pen.restore();
}

// --- losses ----------------------------------------------------------------------------------------------

const curves = { box: null, low: 0, high: 1, log: false };

function measureLosses() {
  let low = Infinity, high = -Infinity, positive = true;
  for (const run of runs) for (const value of run.losses) if (Number.isFinite(value)) {
    low = Math.min(low, value); high = Math.max(high, value); positive &&= value > 0;
  }
  curves.log = positive && high > 0;
  if (!(low < Infinity)) { curves.low = curves.high = NaN; return; }
  [curves.low, curves.high] = curves.log ? [Math.log10(low), Math.log10(high)] : [low, high];
  if (curves.high - curves.low < 1e-9) { curves.low -= 0.5; curves.high += 0.5; }
}

const lossX = k => curves.box.x + k / Math.max(steps, 1) * curves.box.w;
const lossY = value => curves.box.y
  + (curves.high - (curves.log ? Math.log10(value) : value)) / (curves.high - curves.low) * curves.box.h;

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
  curves.box = { x: plane.box.x, y: 6, w: Math.max(width - plane.box.x - 20, 10), h: height - 30 };
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
  pen.textAlign = "right"; pen.fillText("step", box.x + box.w, box.y + box.h - 16);
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
}

function drawPlayhead() {
  const { pen } = pens.playhead;
  clear(pen);
  if (!Number.isFinite(curves.low)) return;
  const x = Math.round(lossX(step)) + 0.5;
  pen.beginPath(); pen.moveTo(x, curves.box.y); pen.lineTo(x, curves.box.y + curves.box.h);
  pen.lineWidth = 1; pen.strokeStyle = css("accent"); pen.stroke();
}

// --- reading ---------------------------------------------------------------------------------------------

function nearest(x, y) {
  let best = null, least = 20 ** 2;
  for (const run of shown()) {
    const end = seen(run), first = content.tail === null ? 0 : Math.max(step - content.tail, 0);
    for (let k = first; k <= end; k++) {
      const away = (plane.x(run.points[2 * k]) - x) ** 2 + (plane.y(run.points[2 * k + 1]) - y) ** 2;
      if (away < least) { least = away; best = [run, k]; }
    }
  }
  return best;
}

function read() {
  const box = $("reading"), place = pointer && plane.at(...pointer);
  box.hidden = !place;
  if (!place) return;
  const [xName, yName] = content.names, said = (name, value) => `${name} = ${plain(value)}`;
  let text = `${said(xName, place[0])}, ${said(yName, place[1])}\nloss ${plain(plane.loss(...place))}`;
  const found = nearest(...pointer);
  if (found) {
    const [run, k] = found, loss = run.losses[k];
    text += `\n${run.label}, step ${k.toLocaleString("en")}`;
    text += `\n${said(xName, run.points[2 * k])}, ${said(yName, run.points[2 * k + 1])}`;
    if (!Number.isNaN(loss)) text += `\nloss ${plain(loss)}`;
  }
  box.textContent = text;
  const room = $("picture").getBoundingClientRect(), [x, y] = pointer;
  box.style.setProperty("left", `${Math.max(Math.min(x + 14, room.width - box.offsetWidth), 0)}px`);
  box.style.setProperty("top", `${y + 14 + box.offsetHeight > room.height ? Math.max(y - 14 - box.offsetHeight, 0) : y + 14}px`);
}

// --- the player ------------------------------------------------------------------------------------------

function draw() { drawTrails(); drawHeads(); drawPlayhead(); read(); }

function begin() {
  plane.draw($("ground"), colours());
  pens.trails = fit($("trails")); pens.heads = fit($("heads"));
  drawn = -1;
  drawCurves(); legend(); draw();
}

function goTo(wanted) {
  exact = Math.min(Math.max(wanted, 0), steps);
  step = Math.floor(exact);
  $("scrub").value = step;
  $("step").textContent = `step ${step.toLocaleString("en")} of ${steps.toLocaleString("en")}`;
  document.documentElement.dataset.step = step;
  draw();
}

function setPlaying(wish) {
  if (wish && step >= steps) goTo(0);
  playing = wish; last = 0;
  $("play").textContent = playing ? "Pause" : "Play";
  document.documentElement.dataset.playing = playing;
  if (playing) requestAnimationFrame(tick);
}

function tick(now) {
  if (!playing) return;
  if (last) goTo(exact + (now - last) / 1000 * 60 * speed);
  last = now;
  if (step >= steps) setPlaying(false); else requestAnimationFrame(tick);
}

function setSpeed(index) {
  const select = $("speed");
  select.selectedIndex = Math.min(Math.max(index, 0), SPEEDS.length - 1);
  speed = SPEEDS[select.selectedIndex];
}

function toggle(group) {
  if (hidden.has(group)) hidden.delete(group); else hidden.add(group);
  begin();
}

function legend() {
  const place = $("legend");
  place.replaceChildren();
  if (content.said) { const told = document.createElement("span"); told.textContent = content.said; place.append(told); }
  content.legend.forEach(entry => {
    const button = document.createElement("button"), dot = document.createElement("i");
    button.type = "button";
    button.setAttribute("aria-pressed", String(!hidden.has(entry.group)));
    dot.style.setProperty("background", colours().paths[entry.colour]);
    button.append(dot, entry.label);
    button.addEventListener("click", () => {
      toggle(entry.group);
      [...place.querySelectorAll("button")][content.legend.indexOf(entry)].focus();
    });
    place.append(button);
  });
}

const KEYS = {
  " ": () => setPlaying(!playing),
  ArrowRight: () => { setPlaying(false); goTo(step + 1); },
  ArrowLeft: () => { setPlaying(false); goTo(step - 1); },
  PageDown: () => { setPlaying(false); goTo(step + Math.ceil(steps / 20)); },
  PageUp: () => { setPlaying(false); goTo(step - Math.ceil(steps / 20)); },
  Home: () => { setPlaying(false); goTo(0); },
  End: () => { setPlaying(false); goTo(steps); },
  "+": () => setSpeed($("speed").selectedIndex + 1),
  "-": () => setSpeed($("speed").selectedIndex - 1),
};

document.addEventListener("keydown", event => {
  const own = event.target.closest && event.target.closest("select, button");
  if (event.ctrlKey || event.altKey || event.metaKey || !KEYS[event.key]) return;
  if (own && (own.tagName === "SELECT" || event.key === " ")) return;
  event.preventDefault();
  KEYS[event.key]();
});
$("play").addEventListener("click", () => setPlaying(!playing));
$("scrub").addEventListener("input", () => { setPlaying(false); goTo(Number($("scrub").value)); });
$("speed").addEventListener("change", () => setSpeed($("speed").selectedIndex));
$("picture").addEventListener("pointermove", event => {
  const box = $("picture").getBoundingClientRect();
  pointer = [event.clientX - box.left, event.clientY - box.top];
  read();
});
$("picture").addEventListener("pointerleave", () => { pointer = null; read(); });
window.addEventListener("resize", begin);
night.addEventListener("change", begin);
window.addEventListener("hashchange", follow);

// "#step=120" shows that step, "#play" plays, "#at=200,150" points there.
function follow() {
  const wish = new URLSearchParams(location.hash.slice(1));
  if (wish.has("step")) goTo(Number(wish.get("step")) || 0);
  if (wish.has("at")) { pointer = wish.get("at").split(",").map(Number); read(); }
  if (wish.has("play")) setPlaying(true);
}

$("scrub").max = steps;
for (const choice of SPEEDS) {
  const option = document.createElement("option");
  option.textContent = `${choice} ×`;
  $("speed").append(option);
}
setSpeed(SPEEDS.indexOf(1));
measureLosses();
begin();
goTo(steps);
follow();
document.documentElement.dataset.ready = "true";
