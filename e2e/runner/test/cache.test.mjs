import assert from 'node:assert/strict';
import test from 'node:test';
import { indent, PIN, World } from './world.mjs';

const step = (what, key, rest = '') =>
  `- id: ${what || 'both'}\n  uses: actions/cache${what && `/${what}`}@${PIN}\n  with: {path: ~/kept, key: ${key}${rest}}\n`;
const KEEP = '- run: mkdir -p ~/kept; echo "$GITHUB_RUN_ID" >~/kept/run\n';
const SHOW =
  '- name: "[${{ steps.restore.outputs.cache-hit }}] [${{ steps.restore.outputs.cache-matched-key }}]"\n  run: cat ~/kept/run\n';

function workflow(steps, on = 'push') {
  return `on: ${on}\npermissions: {}\njobs:\n  only:\n    runs-on: ubuntu-24.04\n    steps:\n${indent(steps, 6)}`;
}

async function runs(t, ...texts) {
  const world = await World.open(t);
  const results = [];
  for (const [i, text] of texts.entries()) {
    world.main(workflow(text));
    results.push(await world.run({ runId: String(i + 1) }));
  }
  return results;
}

test('what one run saves a later one restores, by the key or by how it starts', async (t) => {
  const [, exact, prefix, other] = await runs(
    t,
    KEEP + step('save', 'k-1'),
    step('restore', 'k-1') + SHOW,
    step('restore', 'k-2', ', restore-keys: k-') + SHOW,
    step('restore', 'k') + SHOW,
  );
  assert.equal(exact.jobs[0].steps[1].name, '[true] [k-1]');
  assert.equal(prefix.jobs[0].steps[1].name, '[false] [k-1]');
  assert.deepEqual([other.jobs[0].steps[1].name, other.conclusion], ['[] []', 'failure']);
});

test('a key is saved once, and restore alone never saves', async (t) => {
  const [, , saved, , unsaved] = await runs(
    t,
    KEEP + step('save', 'k'),
    KEEP + step('save', 'k'),
    step('restore', 'k') + SHOW,
    step('restore', 'r') + KEEP,
    step('restore', 'r') + SHOW,
  );
  assert.match(saved.log, /\] 1$/m);
  assert.equal(unsaved.conclusion, 'failure');
});

test('actions/cache saves when the job has ended well, and not when it has failed', async (t) => {
  const [, , failed, good] = await runs(
    t,
    step('', 'failed') + KEEP + '- run: exit 1',
    step('', 'good') + KEEP,
    step('restore', 'failed') + SHOW,
    step('restore', 'good') + SHOW,
  );
  assert.equal(failed.conclusion, 'failure');
  assert.equal(good.conclusion, 'success', good.log);
});

test('a pull request reads what main saved, and main never what a pull request saved', async (t) => {
  const world = await World.open(t);
  const on = '[push, pull_request]';
  world.main(workflow(KEEP + step('save', 'of-main'), on));
  await world.run();
  const base = world.main(workflow(step('restore', 'of-pull') + SHOW, on));
  const evil = workflow(step('restore', 'of-main') + SHOW + KEEP + step('save', 'of-pull'), on);
  const head = world.commit('refs/pull/7/head', { '.github/workflows/w.yml': evil }, { parent: base });
  const repo = { full_name: 'acme/plugins' };
  const pull = { number: 7, head: { ref: 'topic', sha: head, repo }, base: { ref: 'main', repo } };
  const theirs = await world.run({
    event: 'pull_request',
    ref: 'refs/pull/7/merge',
    payload: { action: 'opened', pull_request: pull },
  });
  assert.equal(theirs.conclusion, 'success', theirs.log);
  assert.equal((await world.run()).conclusion, 'failure');
});
