// The truth beside a plane through more than two parameters: the loss of each head, and what the plane shows there.

// A run's loss at a step; where it was not computed, between the steps beside that have one.
function lossOf(run, step) {
  const { losses } = run;
  if (!Number.isNaN(losses[step])) return { value: losses[step], exact: true };
  let before = step - 1, after = step + 1;
  while (before >= 0 && Number.isNaN(losses[before])) before--;
  while (after < losses.length && Number.isNaN(losses[after])) after++;
  if (before < 0 || after >= losses.length) return { value: NaN, exact: false };
  const share = (step - before) / (after - before);
  return { value: losses[before] * (1 - share) + losses[after] * share, exact: false };
}

const known = (value, digits) => Number.isNaN(value) ? "–" : plain(value, digits);
const written = ({ value, exact }, digits) => (exact || Number.isNaN(value) ? "" : "≈ ") + known(value, digits);

// The loss of the plane under a head; NaN where the picture does not reach.
function shadowOf(plane, run, step) {
  const [a, b] = [run.points[2 * step], run.points[2 * step + 1]];
  const inside = a >= plane.left && a <= plane.right && b >= plane.low && b <= plane.high;
  return inside ? plane.loss(a, b) : NaN;
}

// Where the plane misleads most, in a sentence.
function verdict(plane, runs, step, seen) {
  const at = `Step ${step.toLocaleString("en")}: `;
  if (runs.every(run => run.away[seen(run)] === 0))
    return runs.length ? `${at}every head lies on the plane, which shows its true loss.` : "";
  let worst = null, most = -1, farthest = 0;
  for (const run of runs) {
    const k = seen(run), loss = lossOf(run, k), shown = shadowOf(plane, run, k), gap = Math.abs(loss.value - shown);
    if (Number.isFinite(run.away[k])) farthest = Math.max(farthest, run.away[k]);
    if (Number.isFinite(gap) && gap > most) { most = gap; worst = [run.label, written(loss, 3), plain(shown, 3)]; }
  }
  const off = `${at}the paths lie off this plane, by up to ${plain(farthest, 3)}.`;
  return worst ? `${off} Most misleading is ${worst[0]}: its loss is ${worst[1]} where the plane shows ${worst[2]}.` : off;
}

// What is known of a head, as the texts of a row: coordinates, loss, and beside a plane the truth about it.
function numbersOf(plane, run, step, digits) {
  const places = [run.points[2 * step], ...(plane.curve ? [] : [run.points[2 * step + 1]])].map(at => plain(at, digits));
  const made = [...places, written(lossOf(run, step), digits)];
  if (!run.away) return made;
  return [...made, known(shadowOf(plane, run, step), digits), known(run.away[step], digits)];
}
