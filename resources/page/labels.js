// Labels set into contour lines, as in the window's picture: where a line is straight and has room, and upright.

const LABEL = { size: 11, air: 4, apart: 54, every: 6, bend: 0.94, area: 17000, clear: 12 };

// How far along a line each of its points is.
function lengths(line) {
  const made = new Float64Array(line.length / 2);
  for (let k = 1; k < made.length; k++)
    made[k] = made[k - 1] + Math.hypot(line[2 * k] - line[2 * k - 2], line[2 * k + 1] - line[2 * k - 1]);
  return made;
}

function pointAt(line, along, length) {
  let low = 0, high = along.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (along[middle] <= length) low = middle; else high = middle;
  }
  const share = (length - along[low]) / (along[high] - along[low] || 1);
  return [0, 1].map(axis => line[2 * low + axis] * (1 - share) + line[2 * high + axis] * share);
}

const apart = (points, x, y) => points.reduce((least, p) => Math.min(least, Math.hypot(p[0] - x, p[1] - y)), 1e9);

// The best place for a label on a line, and the line before and behind it; null where none is good.
function placeOn(line, length, box, places, around) {
  const along = lengths(line), whole = along[along.length - 1], margin = length / 2;
  let best = null, most = -Infinity;
  if (!(whole >= 2.2 * length)) return null;
  for (let begin = length * 0.3; begin < whole - length * 1.3; begin += LABEL.every) {
    const head = pointAt(line, along, begin), tail = pointAt(line, along, begin + length);
    const [x, y] = pointAt(line, along, begin + length / 2), dx = tail[0] - head[0], dy = tail[1] - head[1];
    const chord = Math.hypot(dx, dy), straight = chord / length, distance = apart(places, x, y);
    if (straight < LABEL.bend || distance <= LABEL.apart) continue;
    if (x <= box.x + margin + 1 || x >= box.x + box.w - margin - 1) continue;
    if (y <= box.y + margin / 2 + 5 || y >= box.y + box.h - margin / 2 - 5) continue;
    const score = 3 * straight + Math.abs(dx) / chord + Math.min(distance / (3 * LABEL.apart), 1);
    if (score > most && [head, [x, y], tail].every(at => apart(around, ...at) > LABEL.clear)) {
      most = score;
      best = { begin, x: (head[0] + tail[0]) / 4 + x / 2, y: (head[1] + tail[1]) / 4 + y / 2, dx, dy };
    }
  }
  if (!best) return null;
  const end = best.begin + length, cut = (kept, ...ends) => {
    const points = [];
    for (let k = 0; k < along.length; k++) if (kept(along[k])) points.push(line[2 * k], line[2 * k + 1]);
    return Float64Array.from(ends[0] ? [...points, ...ends[0]] : [...ends[1], ...points]);
  };
  const parts = [cut(at => at < best.begin, pointAt(line, along, best.begin)), cut(at => at > end, null, pointAt(line, along, end))];
  const turn = best.dx < 0 || (best.dx === 0 && best.dy > 0) ? -1 : 1;
  return { x: best.x, y: best.y, angle: Math.atan2(turn * best.dy, turn * best.dx), parts: parts.filter(part => part.length > 2) };
}

// `lines`: of each level, in pixels; `around`: what labels keep away from. Returns lines with gaps, and labels.
function labelled(lines, texts, box, pen, around) {
  const cut = lines.map(some => [...some]), labels = [], places = [];
  const stride = Math.max(1, Math.ceil(texts.length / Math.max(Math.round(box.w * box.h / LABEL.area), 1)));
  pen.font = face(LABEL.size);
  for (let level = texts.length - 1; level >= 0; level -= stride) {
    const length = pen.measureText(texts[level]).width + 2 * LABEL.air;
    const longest = [...cut[level].keys()].sort((a, b) => cut[level][b].length - cut[level][a].length).slice(0, 3);
    for (const index of longest) {
      const found = placeOn(cut[level][index], length, box, places, around);
      if (!found) continue;
      cut[level].splice(index, 1, ...found.parts);
      labels.push({ text: texts[level], level, x: found.x, y: found.y, angle: found.angle });
      places.push([found.x, found.y]);
      break;
    }
  }
  return { lines: cut, labels };
}

function drawLabel(pen, label, ground) {
  pen.save();
  pen.translate(label.x, label.y); pen.rotate(label.angle);
  pen.font = face(LABEL.size); pen.textAlign = "center"; pen.textBaseline = "middle";
  pen.globalAlpha = 0.75; pen.lineWidth = 2.5; pen.strokeStyle = ground; pen.strokeText(label.text, 0, 0);
  pen.globalAlpha = 1; pen.fillStyle = css("written"); pen.fillText(label.text, 0, 0);
  pen.restore();
}
