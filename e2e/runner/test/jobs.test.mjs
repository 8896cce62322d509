import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { results, World } from './world.mjs';

const job = (id, rest = '', run = 'true') =>
  `  ${id}:\n    runs-on: ubuntu-24.04\n${rest}    steps: [{run: '${run}'}]\n`;
const workflow = (...jobs) => `on: push\npermissions: {}\njobs:\n${jobs.join('')}`;

async function run(t, ...jobs) {
  const world = await World.open(t);
  world.main(workflow(...jobs));
  return world.run();
}

test('a job whose need failed is skipped, and always() and failure() run all the same', async (t) => {
  const result = await run(
    t,
    job('after', '    needs: first\n'),
    job('always', '    needs: first\n    if: always()\n'),
    job('failed', '    needs: first\n    if: failure()\n'),
    job('first', '', 'exit 7'),
  );
  assert.deepEqual(results(result), { first: 'failure', after: 'skipped', always: 'success', failed: 'success' });
  assert.equal(result.conclusion, 'failure');
  assert.equal(result.status, 1);
  assert.equal(result.jobs[0].steps[0].exitCode, 7);
});

test('a job whose need succeeded runs, and failure() does not', async (t) => {
  const result = await run(
    t,
    job('first'),
    job('after', '    needs: first\n'),
    job('failed', '    needs: first\n    if: failure()\n'),
  );
  assert.deepEqual(results(result), { first: 'success', after: 'success', failed: 'skipped' });
  assert.equal(result.status, 0);
});

test('a skipped job skips those after it, also past one that ran', async (t) => {
  const result = await run(
    t,
    job('first', '    if: false\n'),
    job('second', '    needs: first\n    if: always()\n'),
    job('third', '    needs: second\n'),
  );
  assert.deepEqual(results(result), { first: 'skipped', second: 'success', third: 'skipped' });
});

test('failure() sees a job further up that failed', async (t) => {
  const result = await run(
    t,
    job('first', '', 'false'),
    job('second', '    needs: first\n    if: always()\n'),
    job('third', '    needs: second\n    if: failure()\n'),
  );
  assert.equal(results(result).third, 'success');
});

test('a run whose jobs are all skipped is skipped, which is no success', async (t) => {
  const result = await run(t, job('first', '    if: false\n'));
  assert.equal(result.conclusion, 'skipped');
  assert.equal(result.status, 4);
});

test('a job sees the result and outputs of those it needs, and of no other', async (t) => {
  const world = await World.open(t);
  world.main(`on: push
permissions: {}
jobs:
  first:
    runs-on: ubuntu-24.04
    outputs:
      word: \${{ steps.say.outputs.word }}
    steps: [{id: say, run: 'echo word=hello >>"$GITHUB_OUTPUT"'}]
  second:
    needs: first
    runs-on: ubuntu-24.04
    steps: [{name: '\${{ needs.first.result }} \${{ needs.first.outputs.word }}', run: 'true'}]
  third:
    needs: second
    runs-on: ubuntu-24.04
    steps: [{name: '[\${{ needs.first.outputs.word }}]', run: 'true'}]
`);
  const { jobs } = await world.run();
  assert.equal(jobs[0].outputs.word, 'hello');
  assert.equal(jobs[1].steps[0].name, 'success hello');
  assert.equal(jobs[2].steps[0].name, '[]');
});

test('nothing of one job is seen by another', async (t) => {
  const traces =
    'touch left "$HOME/left" "$RUNNER_TEMP/left" "$(mktemp -d)/left"; echo X=1 >>"$GITHUB_ENV"; echo {} >"$GITHUB_EVENT_PATH"';
  const look =
    'ls -A . "$HOME" "$TMPDIR" "$(dirname "$RUNNER_TEMP")/.." ; test -z "$X"; grep -q acme "$GITHUB_EVENT_PATH"';
  const world = await World.open(t);
  world.main(`on: push
permissions: {}
jobs:
  first: {runs-on: ubuntu-24.04, steps: [{run: '${traces}'}]}
  second:
    needs: first
    runs-on: ubuntu-24.04
    steps: [{run: '${look}'}]
`);
  const result = await world.run();
  assert.equal(result.conclusion, 'success', result.log);
  assert.doesNotMatch(result.log.split('[first] ends')[1], /left|1-first/);
});

test('what a job leaves running ends with it', async (t) => {
  const world = await World.open(t);
  const result = await world.steps(`- run: setsid sleep 1234.5 >/dev/null 2>&1 & echo pid=$! ; disown`);
  const pid = Number(/pid=(\d+)/.exec(result.log)[1]);
  // One that has ended and that nobody has waited for has no command line any more.
  const lives = () => existsSync(`/proc/${pid}`) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('1234.5');
  t.after(() => lives() && process.kill(pid, 'SIGKILL'));
  for (let i = 0; i < 100 && lives(); i++) await setTimeout(20);
  assert.ok(!lives());
});

test('a job that takes too long is cancelled, and its always() steps run', async (t) => {
  const world = await World.open(t);
  world.main(`on: push
permissions: {}
jobs:
  slow:
    runs-on: ubuntu-24.04
    timeout-minutes: 0.01
    steps:
      - run: sleep 600
      - run: 'true'
      - if: failure()
        run: 'true'
      - if: always()
        run: 'true'
`);
  const { conclusion, jobs } = await world.run();
  assert.equal(conclusion, 'cancelled');
  assert.deepEqual(
    jobs[0].steps.map((step) => step.outcome),
    ['cancelled', 'skipped', 'skipped', 'success'],
  );
});

test('a run that is asked to end cancels the step, runs cancelled(), and starts no other job', async (t) => {
  const world = await World.open(t);
  world.main(`on: push
permissions: {}
jobs:
  slow:
    runs-on: ubuntu-24.04
    steps:
      - run: echo started; sleep 600
      - if: cancelled()
        run: 'true'
  next: {needs: slow, runs-on: ubuntu-24.04, steps: [{run: 'true'}]}
  clean: {needs: slow, if: always(), runs-on: ubuntu-24.04, steps: [{run: 'true'}]}
`);
  const during = (child) => child.stderr.on('data', (text) => text.includes('] started') && child.kill('SIGTERM'));
  const result = await world.run({ during });
  assert.deepEqual(
    result.jobs[0].steps.map((step) => step.outcome),
    ['cancelled', 'success'],
  );
  assert.deepEqual(results(result), { slow: 'cancelled', next: 'cancelled', clean: 'cancelled' });
  assert.equal(result.status, 1);
});

test('concurrency is not acted on, and that is said', async (t) => {
  const world = await World.open(t);
  world.main(`concurrency: {group: 'w-\${{ github.ref }}'}\n${workflow(job('only'))}`);
  const { log, status } = await world.run();
  assert.match(log, /concurrency is ignored: \{"group":"w-refs\/heads\/main"\}/);
  assert.equal(status, 0);
});
