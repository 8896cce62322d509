import assert from 'node:assert/strict';
import test from 'node:test';
import { World } from './world.mjs';

const outcomes = ({ steps }) => steps.map(({ outcome }) => outcome);

test('after a failed step only always() and failure() run, and the exit code is told', async (t) => {
  const world = await World.open(t);
  const result = await world.steps(`- run: exit 42
- run: 'true'
- if: failure()
  run: 'true'
- if: always()
  run: 'true'
- if: success()
  run: 'true'`);
  assert.deepEqual(outcomes(result), ['failure', 'skipped', 'success', 'success', 'skipped']);
  assert.equal(result.steps[0].exitCode, 42);
  assert.equal(result.job.result, 'failure');
});

test('a step that may fail does not fail the job, and its outcome is still a failure', async (t) => {
  const world = await World.open(t);
  const result = await world.steps(`- id: may
  continue-on-error: true
  run: exit 1
- if: steps.may.outcome == 'failure' && steps.may.conclusion == 'success'
  run: 'true'`);
  assert.deepEqual(outcomes(result), ['failure', 'success']);
  assert.equal(result.job.result, 'success');
});

test('outputs come in one line, in several, and with a delimiter that the text does not have', async (t) => {
  const world = await World.open(t);
  const result = await world.steps(`- id: say
  run: |
    echo 'one=1=2' >>"$GITHUB_OUTPUT"
    printf 'many<<END\\na\\nb=c\\nEND\\n' >>"$GITHUB_OUTPUT"
- env:
    ONE: \${{ steps.say.outputs.one }}
    MANY: \${{ steps.say.outputs.many }}
  run: test "$ONE" = '1=2' && test "$MANY" = $'a\\nb=c'`);
  assert.deepEqual(outcomes(result), ['success', 'success'], result.log);
});

test('an output that is no assignment, or does not end, fails its step', async (t) => {
  const world = await World.open(t);
  const result = await world.steps(`- continue-on-error: true
  run: echo nothing >>"$GITHUB_OUTPUT"
- continue-on-error: true
  run: echo 'x<<END' >>"$GITHUB_OUTPUT"`);
  assert.deepEqual(
    result.steps.map((step) => step.message),
    ["Invalid format 'nothing'", "Matching delimiter not found 'END'"],
  );
});

test('GITHUB_ENV and GITHUB_PATH are for the steps after, not for the step itself', async (t) => {
  const world = await World.open(t);
  const result = await world.steps(`- run: |
    mkdir bin; printf '#!/bin/sh\\necho mine\\n' >bin/tool; chmod +x bin/tool
    echo WORD=hello >>"$GITHUB_ENV"
    echo "$PWD/bin" >>"$GITHUB_PATH"
    test -z "$WORD" && ! command -v tool
- run: test "$WORD" = hello && test "$(tool)" = mine
- env: {WORD: other}
  run: test "$WORD \${{ env.WORD }}" = 'other other'`);
  assert.equal(result.job.result, 'success', result.log);
});

test('a step may not set NODE_OPTIONS for those after, nor use the commands that GitHub disabled', async (t) => {
  const world = await World.open(t);
  const result = await world.steps(`- continue-on-error: true
  run: echo NODE_OPTIONS=--require=x >>"$GITHUB_ENV"
- continue-on-error: true
  run: echo '::set-env name=X::1'
- run: test -z "$NODE_OPTIONS$X"`);
  assert.deepEqual(outcomes(result), ['failure', 'failure', 'success']);
});

test('what GitHub sets cannot be set by a workflow', async (t) => {
  const world = await World.open(t);
  const result = await world.steps(`- env: {GITHUB_REPOSITORY: other/one, GITHUB_TOKEN: mine}
  run: test "$GITHUB_REPOSITORY $GITHUB_TOKEN" = 'acme/plugins mine'`);
  assert.equal(result.job.result, 'success', result.log);
});

test('a step has nothing of the environment that the runner was started in, and no token that it was not given', async (t) => {
  const world = await World.open(t);
  const result = await world.steps(
    `- run: test -z "$SECRET_OF_MINE$GITHUB_TOKEN" && test "$HOME" != /root && test "$JDK" = 25`,
    {
      env: { SECRET_OF_MINE: 'x', HOME: '/root', GITHUB_TOKEN: 'x' },
      image: '{"JDK":"25","HOME":"/root"}',
    },
  );
  assert.equal(result.job.result, 'success', result.log);
});

test('env has three levels, and the nearest counts', async (t) => {
  const world = await World.open(t);
  world.main(`on: push
permissions: {}
env: {A: workflow, B: workflow, C: workflow}
jobs:
  only:
    runs-on: ubuntu-24.04
    env: {B: job, C: job}
    steps:
      - env: {C: step}
        run: test "$A $B $C" = 'workflow job step' && test "\${{ env.C }}" = step
`);
  const { conclusion, log } = await world.run();
  assert.equal(conclusion, 'success', log);
});

test('shell: bash stops at a failed pipe, and no shell at all does not', async (t) => {
  const world = await World.open(t);
  const result = await world.steps(`- continue-on-error: true
  shell: bash
  run: false | cat
- continue-on-error: true
  run: false | cat
- continue-on-error: true
  run: |
    false
    true
- shell: sh
  run: test -z "$BASH_VERSION"`);
  assert.deepEqual(outcomes(result), ['failure', 'success', 'failure', 'success']);
});

test('defaults give the shell and the folder, and a folder that is not there fails the step', async (t) => {
  const world = await World.open(t);
  world.main(`on: push
permissions: {}
defaults: {run: {shell: bash}}
jobs:
  only:
    runs-on: ubuntu-24.04
    defaults: {run: {working-directory: sub}}
    steps:
      - {run: 'mkdir sub', working-directory: .}
      - {run: 'test "$(basename "$PWD")" = sub'}
      - {run: 'false | true'}
      - {if: always(), run: 'true', working-directory: none}
`);
  const { jobs } = await world.run();
  assert.deepEqual(outcomes(jobs[0]), ['success', 'success', 'failure', 'failure']);
  assert.match(jobs[0].steps[3].message, /There is no folder/);
});

test('a step that takes too long fails, with all that it started', async (t) => {
  const world = await World.open(t);
  const result = await world.steps(`- timeout-minutes: 0.01
  run: sleep 600 & echo $! >pid; wait
- if: failure()
  run: '! readlink "/proc/$(cat pid)/exe"'`);
  assert.deepEqual(outcomes(result), ['failure', 'success']);
  assert.match(result.steps[0].message, /longer than its timeout-minutes/);
});

test("an untrusted title in a variable is not executed; inside of the script it is, which is GitHub's trap", async (t) => {
  const world = await World.open(t);
  const payload = { title: '"; echo owned >owned; echo "' };
  const result = await world.steps(
    `- env: {TITLE: '\${{ github.event.title }}'}
  run: echo "$TITLE"; test ! -e owned
- run: 'echo "\${{ github.event.title }}"; test -e owned'`,
    { payload },
  );
  assert.deepEqual(outcomes(result), ['success', 'success'], result.log);
});

test('annotations and the summary are kept, and stopped commands are only text', async (t) => {
  const world = await World.open(t);
  const { job } = await world.steps(`- run: |
    echo '::error file=a.c,line=3,title=It%2C really::first%0Asecond'
    echo '::stop-commands::word'; echo '::warning::no'; echo '::word::'; echo '::notice::yes'
    echo '# Done' >>"$GITHUB_STEP_SUMMARY"`);
  assert.deepEqual(job.annotations, [
    { level: 'error', file: 'a.c', line: '3', title: 'It, really', message: 'first\nsecond' },
    { level: 'notice', message: 'yes' },
  ]);
  assert.equal(job.summary, '# Done\n');
});

test('a summary over 1 MiB fails its step', async (t) => {
  const world = await World.open(t);
  const result = await world.steps(`- run: head -c 1048576 /dev/zero >"$GITHUB_STEP_SUMMARY"
- run: head -c 1048577 /dev/zero >"$GITHUB_STEP_SUMMARY"`);
  assert.deepEqual(outcomes(result), ['success', 'failure']);
});

test('hashFiles hashes what a pattern names in the workspace, and is empty where there is nothing', async (t) => {
  const world = await World.open(t);
  const result = await world.steps(`- run: mkdir -p a/b; echo 1 >a/b/Cargo.lock; echo 2 >a/other
- name: "[\${{ hashFiles('a/**/Cargo.lock') }}] [\${{ hashFiles('**/go.sum') }}]"
  run: 'true'`);
  assert.match(result.steps[1].name, /^\[[0-9a-f]{64}\] \[\]$/);
});
