// The player: which step is shown, what the mouse and the keys do.

const content = JSON.parse(document.getElementById("content").textContent);
const $ = id => document.getElementById(id);
const plane = content.surface.curve ? new Graph(content) : new Plane(content);
const runs = content.paths.map(path => ({
  ...path, points: floats(path.points), losses: floats(path.losses), away: path.away && floats(path.away),
}));
const projected = runs.some(run => run.away), columns = [...(plane.curve ? content.names.slice(0, 1) : content.names), "loss"];
const steps = content.steps, SPEEDS = [0.1, 0.25, 0.5, 1, 2, 4, 10];
const rate = Math.max(steps / 8, 20); // steps a second
const PAUSE = 1000, MOST_ROWS = 100;
const night = window.matchMedia("(prefers-color-scheme: dark)");
const hidden = new Set(content.hidden);
let step = 0, playing = false, speed = 1, pointer = null, drawn = -1, last = 0, ended = 0, exact = 0;
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
  const { pen } = pens.trails, many = runs.length > 20, width = runs.length > 100 ? 0.8 : many ? 1 : 1.8;
  const anew = step < drawn || drawn < 0 || content.tail !== null;
  if (anew) clear(pen);
  const first = content.tail === null ? (anew ? 0 : drawn) : step - content.tail;
  pen.save(); plane.clip(pen);
  if (!many) {
    pen.globalCompositeOperation = "destination-over";
    for (const run of shown()) segments(pen, run, first, seen(run), width + 1.7, css("panel"));
    pen.globalCompositeOperation = "source-over";
  }
  pen.globalAlpha = runs.length > 100 ? Math.max(5 / Math.sqrt(runs.length), 0.15) : 1;
  for (const run of shown()) segments(pen, run, first, seen(run), width, colourOf(run));
  pen.restore();
  drawn = step;
}

function drawHeads() {
  const { pen } = pens.heads, ground = css("panel"), size = runs.length > 100 ? 2.5 : 4.5, { box } = plane;
  clear(pen);
  pen.save(); plane.clip(pen);
  drawTicks(pen);
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
  for (const { x, y, kind } of content.marks) drawMark(pen, plane.x(x), plane.y(y), kind);
  pen.restore();
}

// A short line across each trajectory every so many steps.
function drawTicks(pen) {
  const every = content.ticks, first = content.tail === null ? every : Math.max(every, Math.ceil((step - content.tail) / every) * every);
  if (every < 1 || Math.floor(step / every) * runs.length > 30000) return;
  for (const run of shown()) {
    const pieces = [];
    for (let k = first; k <= seen(run); k += every) {
      const [x, y, x0, y0, xb, yb] = [k, k - 1, k - every].flatMap(at => [plane.x(run.points[2 * at]), plane.y(run.points[2 * at + 1])]);
      const long = Math.hypot(x - x0, y - y0), dx = (y0 - y) / long * 3.2, dy = (x - x0) / long * 3.2;
      if (long > 0 && Math.hypot(x - xb, y - yb) > 4 && Math.abs(x) < 1e5 && Math.abs(y) < 1e5) pieces.push([x - dx, y - dy, x + dx, y + dy]);
    }
    strokes(pen, pieces, [[colourOf(run), 1.2]]);
  }
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
  const where = (x, y) => plane.curve ? said(xName, x) : `${said(xName, x)}, ${said(yName, y)}`;
  const loss = plane.loss(...place);
  let text = `${where(...place)}\n${Number.isFinite(loss) ? `loss ${plain(loss)}` : "no finite loss"}`;
  const mark = content.marks.find(one => Math.hypot(plane.x(one.x) - pointer[0], plane.y(one.y) - pointer[1]) < 9);
  const found = mark ? null : nearest(...pointer);
  if (mark) text = mark.told;
  if (found) {
    const [run, k] = found, its = lossOf(run, k);
    text += `\n${run.label}, step ${k.toLocaleString("en")}\n${where(run.points[2 * k], run.points[2 * k + 1])}`;
    if (!Number.isNaN(its.value)) text += `\nloss ${written(its)}`;
    if (run.away) text += `, ${known(run.away[k])} off the plane`;
  }
  box.textContent = text;
  const room = $("picture").getBoundingClientRect(), [x, y] = pointer;
  box.style.setProperty("left", `${Math.max(Math.min(x + 14, room.width - box.offsetWidth), 0)}px`);
  box.style.setProperty("top", `${y + 14 + box.offsetHeight > room.height ? Math.max(y - 14 - box.offsetHeight, 0) : y + 14}px`);
}

// --- the player ------------------------------------------------------------------------------------------

function draw() {
  drawTrails(); drawHeads(); drawPlayhead(); read();
  if (projected) $("truth").textContent = verdict(plane, shown(), step, seen);
  if ($("values").open) tell();
}

// What labels of contours keep away from: marks, and a few trajectories, a point every few pixels.
function taken(plane) {
  const made = content.marks.map(mark => [plane.x(mark.x), plane.y(mark.y)]);
  for (const run of runs.length > 20 ? [] : shown()) {
    let [x, y] = [NaN, NaN];
    for (let k = 0; k <= steps && made.length < 4000; k++) {
      const [toX, toY] = [plane.x(run.points[2 * k]), plane.y(run.points[2 * k + 1])], way = Math.hypot(toX - x, toY - y);
      if (!(Math.abs(toX) < 1e4 && Math.abs(toY) < 1e4) || way < 6) continue;
      const pieces = Math.max(Math.ceil(way / 12), 1) || 1;
      for (let i = 1; i < pieces; i++) made.push([x + (toX - x) * i / pieces, y + (toY - y) * i / pieces]);
      made.push([toX, toY]);
      [x, y] = [toX, toY];
    }
  }
  return made;
}

function begin() {
  plane.draw($("ground"), colours(), taken);
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
  playing = wish; last = ended = 0;
  $("play").textContent = playing ? "Pause" : "Play";
  document.documentElement.dataset.playing = playing;
  if (playing) requestAnimationFrame(tick);
}

function tick(now) {
  if (!playing) return;
  if (step >= steps && $("loop").checked) { // the end stays for a while
    ended = ended || now;
    if (now - ended >= PAUSE) { ended = last = 0; goTo(0); }
  } else {
    if (last) goTo(exact + (now - last) / 1000 * rate * speed);
    last = now;
  }
  if (step >= steps && !$("loop").checked) setPlaying(false); else requestAnimationFrame(tick);
}

// The numbers at the step, for whoever cannot point at the picture.
function tell() {
  const rows = shown().slice(0, MOST_ROWS), beside = projected ? ["on the plane", "off the plane"] : [];
  const cells = (tag, texts) => {
    const row = document.createElement("tr");
    row.append(...texts.map(text => Object.assign(document.createElement(tag), { textContent: text })));
    return row;
  };
  $("numbers").replaceChildren(cells("th", ["trajectory", ...columns, ...beside]), ...rows.map(
    run => cells("td", [run.label, ...numbersOf(plane, run, seen(run), 6)])));
  const left = shown().length - rows.length;
  $("more").textContent = left > 0 ? `and ${left.toLocaleString("en")} more` : "";
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
  l: () => { $("loop").checked = !$("loop").checked; },
};

document.addEventListener("keydown", event => {
  const own = event.target.closest && event.target.closest("select, button, summary, [type=checkbox]");
  if (event.ctrlKey || event.altKey || event.metaKey || !KEYS[event.key]) return;
  if (own && (own.tagName === "SELECT" || event.key === " ")) return;
  event.preventDefault();
  KEYS[event.key]();
});
$("play").addEventListener("click", () => setPlaying(!playing));
$("scrub").addEventListener("input", () => { setPlaying(false); goTo(Number($("scrub").value)); });
$("speed").addEventListener("change", () => setSpeed($("speed").selectedIndex));
$("values").addEventListener("toggle", draw);
for (const kind of ["pointerdown", "pointermove"])
  $("picture").addEventListener(kind, event => {
    const box = $("picture").getBoundingClientRect();
    pointer = [event.clientX - box.left, event.clientY - box.top];
    read();
  });
// What a finger has touched stays to be read when it is lifted.
$("picture").addEventListener("pointerleave", event => { if (event.pointerType !== "touch") { pointer = null; read(); } });
for (const kind of ["pointerdown", "pointermove"])
  $("losses").addEventListener(kind, event => {
    if (!event.buttons || !curves.box) return;
    const across = event.clientX - $("losses").getBoundingClientRect().left - curves.box.x;
    setPlaying(false); goTo(Math.round(across / curves.box.w * steps));
  });
window.addEventListener("resize", begin);
night.addEventListener("change", begin);
window.addEventListener("hashchange", follow);

// "#step=120" shows that step, "#play" plays, "#at=200,150" points there.
function follow() {
  const wish = new URLSearchParams(location.hash.slice(1));
  if (wish.has("step")) goTo(Number(wish.get("step")) || 0);
  if (wish.has("at")) { pointer = wish.get("at").split(",").map(Number); read(); }
  if (wish.has("play") && !window.matchMedia("(prefers-reduced-motion: reduce)").matches) setPlaying(true);
}

$("scrub").max = steps;
$("truth").hidden = !projected;
$("picture").setAttribute("aria-label", `Loss over ${columns.slice(0, -1).join(" and ")}; ${runs.length.toLocaleString("en")} trajectories`);
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
