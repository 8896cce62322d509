import assert from 'node:assert/strict';
import test from 'node:test';
import { MOST_ROWS, rowsOf } from '../matrix.mjs';
import { results, World } from './world.mjs';

function workflow(rows, rest = '', run = 'echo "$KEY"') {
  return `on: push
permissions: {}
jobs:
  discover:
    runs-on: ubuntu-24.04
    outputs: {rows: '\${{ steps.find.outputs.rows }}', any: '\${{ steps.find.outputs.any }}'}
    steps: [{id: find, env: {ROWS: '${JSON.stringify(rows)}'}, run: 'echo "rows=$ROWS" >>"$GITHUB_OUTPUT"; echo "any=${rows.include.length > 0}" >>"$GITHUB_OUTPUT"'}]
  row:
    needs: discover
${rest}    runs-on: ubuntu-24.04
    name: \${{ matrix.key }} built
    outputs: {last: '\${{ matrix.key }}'}
    strategy: {matrix: '\${{ fromJSON(needs.discover.outputs.rows) }}'}
    steps: [{env: {KEY: '\${{ matrix.key }}'}, run: '${run}'}]
  done:
    if: always()
    needs: [discover, row]
    runs-on: ubuntu-24.04
    steps: [{name: "\${{ join(needs.*.result, ' ') }}", run: 'true'}]
`;
}

async function run(t, ...parts) {
  const world = await World.open(t);
  world.main(workflow(...parts));
  return world.run();
}

const ROWS = { include: [{ key: 'a' }, { key: 'b' }, { key: 'c' }] };

test('a matrix of JSON makes a job of each row', async (t) => {
  const { conclusion, jobs, log } = await run(t, ROWS);
  assert.equal(conclusion, 'success', log);
  assert.deepEqual(
    jobs.map(({ name }) => name),
    ['discover', 'a built', 'b built', 'c built', 'done'],
  );
  assert.deepEqual(jobs[1].matrix, { key: 'a' });
  assert.equal(jobs[4].steps[0].name, 'success success');
});

test('a matrix without rows fails the job, unless its condition skipped it first', async (t) => {
  const failed = await run(t, { include: [] });
  assert.equal(results(failed).row, 'failure');
  assert.match(failed.jobs[1].message, /at least one vector/);
  const skipped = await run(t, { include: [] }, "    if: needs.discover.outputs.any == 'true'\n");
  assert.equal(results(skipped).row, 'skipped');
  assert.equal(skipped.conclusion, 'success');
});

test('a failed row cancels those after it, and with fail-fast: false it does not', async (t) => {
  const world = await World.open(t);
  const text = workflow(ROWS, '', 'test "$KEY" = a');
  world.main(text.replace('"$KEY" = a', '"$KEY" != a'));
  const fast = await world.run();
  assert.deepEqual(
    fast.jobs.map(({ result }) => result),
    ['success', 'failure', 'cancelled', 'cancelled', 'success'],
  );
  world.main(text.replace('"$KEY" = a', '"$KEY" != a').replace('strategy: {', 'strategy: {fail-fast: false, '));
  const slow = await world.run();
  assert.deepEqual(
    slow.jobs.map(({ result }) => result),
    ['success', 'failure', 'success', 'success', 'success'],
  );
  assert.equal(slow.jobs[4].steps[0].name, 'success failure');
});

test('vectors are crossed, excluded, and included into, as GitHub documents it', () => {
  const matrix = {
    fruit: ['apple', 'pear'],
    animal: ['cat', 'dog'],
    exclude: [{ fruit: 'pear', animal: 'dog' }],
    include: [
      { color: 'green' },
      { color: 'pink', animal: 'cat' },
      { fruit: 'apple', shape: 'round' },
      { fruit: 'banana' },
    ],
  };
  assert.deepEqual(rowsOf(matrix), [
    { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'round' },
    { fruit: 'apple', animal: 'dog', color: 'green', shape: 'round' },
    { fruit: 'pear', animal: 'cat', color: 'pink' },
    { fruit: 'banana' },
  ]);
});

test('256 rows are as many as there may be', () => {
  const rows = (count) => ({ include: Array.from({ length: count }, (_, i) => ({ i })) });
  assert.equal(rowsOf(rows(MOST_ROWS)).length, 256);
  assert.throws(() => rowsOf(rows(MOST_ROWS + 1)), /257 jobs; GitHub runs at most 256/);
  const wide = Object.fromEntries([...'abcdef'].map((name) => [name, Array(100).fill(0)]));
  assert.throws(() => rowsOf(wide), /at most 256/);
});

test('what is no matrix is said to be none', () => {
  assert.throws(() => rowsOf('[]'), /not an object/);
  assert.throws(() => rowsOf({ a: [] }), /Matrix vector 'a' does not contain any values/);
  assert.throws(() => rowsOf({ a: 'b' }), /Matrix vector 'a' is not a list/);
  assert.throws(() => rowsOf({ a: [1], exclude: [{ a: 1 }] }), /excludes each/);
});
