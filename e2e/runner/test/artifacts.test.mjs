import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { indent, PIN, World } from './world.mjs';

const UPLOAD = `actions/upload-artifact@${PIN}`;
const DOWNLOAD = `actions/download-artifact@${PIN}`;
const upload = (text) => `- uses: ${UPLOAD}\n  with: {${text}}\n`;
const download = (text) => `- uses: ${DOWNLOAD}\n  with: {${text}}\n`;

/** What two jobs make of each other's artifacts. */
async function pass(t, first, second, options) {
  const world = await World.open(t);
  Object.assign(world, options);
  const job = (id, steps, rest = '') => `  ${id}:\n${rest}    runs-on: ubuntu-24.04\n    steps:\n${indent(steps, 6)}\n`;
  world.main(`on: push\npermissions: {}\njobs:\n${job('first', first)}${job('second', second, '    needs: first\n')}`);
  return { world, ...(await world.run({ runId: '12' })) };
}

test('what one job uploads another downloads: a folder without its name, a file by its own', async (t) => {
  const result = await pass(
    t,
    `- run: mkdir -p row/deep; echo a >row/deep/a; echo b >row/.hidden; echo c >c.json\n${upload('name: row, path: row')}${upload('name: c, path: c.json')}`,
    `${download('name: row, path: got')}${download('name: c')}- run: test "$(cat got/deep/a c.json | tr -d '\\n')" = ac && test ! -e got/.hidden`,
  );
  assert.equal(result.conclusion, 'success', result.log);
  assert.deepEqual(result.artifacts, ['c', 'row']);
});

test('the server gets a zip of each, which others can open', async (t) => {
  const { world } = await pass(
    t,
    `- run: mkdir row; echo hello >row/ä\n${upload('name: row, path: row')}`,
    "- run: 'true'",
  );
  assert.equal(world.artifacts[0].url, '/_runner/artifacts?run=12&name=row');
  const file = join(world.folder, 'row.zip');
  writeFileSync(file, world.artifacts[0].body);
  execFileSync('unzip', ['-tq', file]);
  assert.equal(execFileSync('unzip', ['-p', file]).toString(), 'hello\n');
});

test('a server without that address keeps none; one in trouble fails the step', async (t) => {
  const first = `- run: echo a >a\n${upload('path: a')}`;
  const none = await pass(t, first, download('name: artifact') + '- run: test -e a', { answer: 404 });
  assert.equal(none.conclusion, 'success', none.log);
  const trouble = await pass(t, first, "- run: 'true'", { answer: 502 });
  assert.match(trouble.jobs[0].steps[1].message, /answered 502/);
});

test('several that a pattern names come into folders of their own, and a single one does not', async (t) => {
  const first = `- run: echo a >a\n${upload('name: row-x-baseline, path: a')}${upload('name: row-x-simd, path: a')}${upload('name: row-x-y-rust, path: a')}${upload('name: row-z-rust, path: a')}`;
  const result = await pass(
    t,
    first,
    `${download("pattern: 'row-x-{baseline,simd,rust}', path: rows")}${download("pattern: 'row-z-{baseline,rust}', path: one")}${download("pattern: 'row-x-*', path: all, merge-multiple: true")}${download("pattern: 'none-*', path: none")}
- run: find rows one all -type f | sort | tr '\\n' ' ' | grep -x 'all/a one/a rows/row-x-baseline/a rows/row-x-simd/a ' && test ! -e none`,
  );
  assert.equal(result.conclusion, 'success', result.log);
});

test('a name that is taken, is a path, or is not there fails the step', async (t) => {
  const result = await pass(
    t,
    `- run: echo a >a; echo b >b\n${upload('path: a')}${upload('path: b, overwrite: true')}${upload('path: a')}- if: always()\n  uses: ${UPLOAD}\n  with: {name: ../x, path: a}`,
    "- run: 'true'",
  );
  assert.deepEqual(
    result.jobs[0].steps.map(({ outcome }) => outcome),
    ['success', 'success', 'success', 'failure', 'failure'],
  );
  assert.match(result.jobs[0].steps[3].message, /already exists/);
  assert.match(result.jobs[0].steps[4].message, /not valid/);
  const missing = await pass(t, "- run: 'true'", download('name: none'));
  assert.match(missing.jobs[1].steps[0].message, /not found for name: none/);
});

test('without a file an upload fails, warns or is silent, as it is asked', async (t) => {
  const { jobs } = await pass(
    t,
    `${upload('path: none')}${upload('path: none, if-no-files-found: ignore')}${upload('path: none, if-no-files-found: error')}`,
    "- run: 'true'",
  );
  assert.deepEqual(
    jobs[0].steps.map(({ outcome }) => outcome),
    ['success', 'success', 'failure'],
  );
  assert.deepEqual(
    jobs[0].annotations.map(({ level }) => level),
    ['warning'],
  );
});
