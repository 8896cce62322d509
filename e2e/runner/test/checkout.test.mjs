import assert from 'node:assert/strict';
import test from 'node:test';
import { commitOf, git } from '../git.mjs';
import { CHECKOUT, indent, World } from './world.mjs';

const PUSH = `git -c user.name=a -c user.email=a@b commit -q --allow-empty -m mine && git push -q origin HEAD:refs/heads/registry`;

function workflow(steps, { on = 'push', permissions = '{contents: write}' } = {}) {
  return `on: ${on}\npermissions: ${permissions}\njobs:\n  only:\n    runs-on: ubuntu-24.04\n    steps:\n${indent(steps, 6)}`;
}

async function steps(t, yaml, options) {
  const world = await World.open(t);
  world.main(workflow(yaml, options));
  const result = await world.run();
  return { ...result, world, outcomes: result.jobs[0].steps.map(({ outcome }) => outcome) };
}

test('a push is checked out at its commit, on its branch, without the history', async (t) => {
  const world = await World.open(t);
  world.main('on: push');
  const head = world.main(
    workflow(`- uses: ${CHECKOUT}
- run: test "$(git rev-parse HEAD) $(git branch --show-current) $(git rev-list --count HEAD)" = "$GITHUB_SHA main 1"`),
  );
  const result = await world.run();
  assert.equal(result.conclusion, 'success', result.log);
  assert.equal(result.sha, head);
});

test('with fetch-depth: 0 the history and the other branches are there', async (t) => {
  const world = await World.open(t);
  world.commit('refs/heads/registry', { index: '{}' });
  world.main('on: push');
  world.main(
    workflow(`- uses: ${CHECKOUT}\n  with: {fetch-depth: 0}
- run: test "$(git rev-list --count HEAD)" = 2 && git cat-file -e origin/registry:index`),
  );
  const result = await world.run();
  assert.equal(result.conclusion, 'success', result.log);
});

test("a pull request is checked out merged, with the pull request's own workflow", async (t) => {
  const world = await World.open(t);
  const base = world.main(workflow('- run: echo of the base', { on: 'pull_request' }));
  const own = workflow(`- uses: ${CHECKOUT}\n- run: test -e ours && test -e theirs && git rev-parse HEAD`, {
    on: 'pull_request',
  });
  const head = world.commit('refs/pull/7/head', { '.github/workflows/w.yml': own, theirs: 'x' }, { parent: base });
  world.head = world.commit('refs/heads/main', { ours: 'x' }, { parent: base });
  const repo = { full_name: 'acme/plugins' };
  const pull = { number: 7, head: { ref: 'topic', sha: head, repo }, base: { ref: 'main', repo } };
  const options = {
    event: 'pull_request',
    ref: 'refs/pull/7/merge',
    payload: { action: 'opened', pull_request: pull },
  };
  const result = await world.run(options);
  assert.equal(result.conclusion, 'success', result.log);
  assert.equal(git(world.repository, ['log', '-1', '--format=%P', result.sha]), `${world.head} ${head}`);
  assert.equal((await world.run(options)).sha, result.sha);

  world.head = world.commit('refs/heads/main', { theirs: 'y' }, { parent: world.head });
  const conflict = await world.run(options);
  assert.equal(conflict.status, 2);
  assert.match(conflict.log, /conflicts with its base/);
});

test('workflow_run takes the workflow from the default branch, and refuses to check out the fork', async (t) => {
  const world = await World.open(t);
  const on = '{workflow_run: {workflows: [build], types: [completed]}}';
  const base = world.main(
    workflow(
      `- uses: ${CHECKOUT}\n- continue-on-error: true\n  uses: ${CHECKOUT}\n  with: {ref: refs/pull/7/head, path: theirs}
- run: test ! -e theirs/evil`,
      { on },
    ),
  );
  const head = world.commit(
    'refs/pull/7/head',
    { '.github/workflows/w.yml': workflow('- run: echo evil', { on }), evil: 'x' },
    { parent: base },
  );
  const run = {
    name: 'build',
    event: 'pull_request',
    head_sha: head,
    head_repository: { full_name: 'somebody/plugins' },
  };
  const result = await world.run({ event: 'workflow_run', payload: { action: 'completed', workflow_run: run } });
  assert.equal(result.sha, base);
  assert.equal(result.conclusion, 'success', result.log);
  assert.match(result.jobs[0].steps[1].message, /Refusing to check out fork/);
});

test('the token is kept in the configuration unless persist-credentials is false', async (t) => {
  const { outcomes, log } = await steps(
    t,
    `- uses: ${CHECKOUT}
- run: git config --get-regexp 'extraheader' && ls "$RUNNER_TEMP" | grep git-credentials
- uses: ${CHECKOUT}
  with: {persist-credentials: false, path: without}
- run: '! git -C without config --get-regexp extraheader'`,
  );
  assert.deepEqual(outcomes, ['success', 'success', 'success', 'success'], log);
});

test('a push goes through with the kept token, and not without one', async (t) => {
  const kept = await steps(t, `- uses: ${CHECKOUT}\n- run: ${PUSH}`);
  assert.equal(kept.conclusion, 'success', kept.log);
  assert.ok(commitOf(kept.world.repository, 'refs/heads/registry'));
  const without = await steps(t, `- uses: ${CHECKOUT}\n  with: {persist-credentials: false}\n- run: ${PUSH}`);
  assert.equal(without.conclusion, 'failure');
  assert.equal(commitOf(without.world.repository, 'refs/heads/registry'), undefined);
});

test('a push with a token that may only read is refused, and so is one that nobody gave out', async (t) => {
  const read = await steps(t, `- uses: ${CHECKOUT}\n- run: ${PUSH}`, { permissions: '{contents: read}' });
  assert.equal(read.conclusion, 'failure');
  assert.match(read.log, /403/);
  const forged = `basic \${TOKEN}`;
  const made = await steps(
    t,
    `- uses: ${CHECKOUT}
  with: {persist-credentials: false}
- run: |
    TOKEN=$(printf 'x-access-token:ghs_%s' "$(printf 'contents: write\\n' | base64 -w0 | tr -d =)" | base64 -w0)
    git config http.extraheader "AUTHORIZATION: ${forged}"; ${PUSH}`,
  );
  assert.equal(made.conclusion, 'failure');
  assert.match(made.log, /403/);
});

test('another branch and another repository are checked out beside', async (t) => {
  const world = await World.open(t);
  const other = await World.open(t);
  const pinned = other.main('on: push', { tool: 'first' });
  other.main('on: push', { tool: 'second' });
  world.commit('refs/heads/registry', { index: '{}' });
  world.main(
    workflow(`- uses: ${CHECKOUT}
- uses: ${CHECKOUT}
  with: {ref: registry, path: registry}
- uses: ${CHECKOUT}
  with: {repository: acme/tool, ref: ${pinned}, path: .tool/source}
- uses: ${CHECKOUT}
  with: {repository: acme/tool, path: newest}
- run: test -e registry/index && test "$(cat .tool/source/tool newest/tool)" = firstsecond && git -C registry branch --show-current | grep -x registry`),
  );
  const result = await world.run({ repositories: JSON.stringify({ 'acme/tool': other.repository }) });
  assert.equal(result.conclusion, 'success', result.log);
});

test('a branch, a repository or a path that is not there fails the step', async (t) => {
  const step = (text) => `- continue-on-error: true\n  uses: ${CHECKOUT}\n  with: {${text}}\n`;
  const { jobs } = await steps(t, step('ref: none') + step('repository: acme/none') + step('path: ../out'));
  const messages = jobs[0].steps.map(({ message }) => message);
  assert.match(messages[0], /'none' could not be found/);
  assert.match(messages[1], /no repository acme\/none/);
  assert.match(messages[2], /not under the workspace/);
});
