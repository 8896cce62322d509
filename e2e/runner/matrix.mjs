import { isDeepStrictEqual } from 'node:util';
import { StepFailure } from './refusal.mjs';

/** GitHub's limit of the jobs that one matrix makes in a run. */
export const MOST_ROWS = 256;

/** The rows of a matrix, as GitHub expands them; a matrix without a row is an error, as it is there. */
export function rowsOf(matrix) {
  if (matrix === null || typeof matrix !== 'object' || Array.isArray(matrix)) {
    throw new StepFailure('The matrix is not an object');
  }
  const { include = [], exclude = [], ...vectors } = matrix;
  const names = Object.keys(vectors);
  for (const [name, values] of Object.entries({ ...vectors, include, exclude })) {
    if (!Array.isArray(values)) throw new StepFailure(`Matrix vector '${name}' is not a list`);
    if (vectors[name] && values.length === 0)
      throw new StepFailure(`Matrix vector '${name}' does not contain any values`);
  }
  if (names.length === 0 && include.length === 0) throw new StepFailure('Matrix must define at least one vector');
  // Before they are made: a hostile list of lists must not be multiplied out first.
  const product = names.reduce((count, name) => count * vectors[name].length, names.length ? 1 : 0);
  if (product + include.length > MOST_ROWS * 64) throw tooMany(product + include.length);
  const crossed = cross(vectors, names).filter((row) => !exclude.some((each) => covers(row, each)));
  const rows = included(crossed, names, include);
  if (rows.length > MOST_ROWS) throw tooMany(rows.length);
  if (rows.length === 0) throw new StepFailure('The matrix excludes each of its rows');
  return rows;
}

function tooMany(count) {
  return new StepFailure(`The matrix makes ${count} jobs; GitHub runs at most ${MOST_ROWS}`);
}

function cross(vectors, names) {
  if (names.length === 0) return [];
  return names.reduce(
    (rows, name) => rows.flatMap((row) => vectors[name].map((value) => ({ ...row, [name]: value }))),
    [{}],
  );
}

function covers(row, part) {
  return Object.entries(part).every(([name, value]) => isDeepStrictEqual(row[name], value));
}

/** An include joins each row whose own values it does not change, and is a row of its own where there is none. */
function included(crossed, names, include) {
  const rows = crossed.map((row) => ({ ...row }));
  const alone = [];
  for (const each of include) {
    const own = Object.fromEntries(Object.entries(each).filter(([name]) => names.includes(name)));
    const joined = rows.filter((_, i) => covers(crossed[i], own));
    joined.forEach((row) => Object.assign(row, each));
    if (joined.length === 0) alone.push({ ...each });
  }
  return [...rows, ...alone];
}
