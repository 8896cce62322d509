import assert from 'node:assert/strict';
import test from 'node:test';
import { scopesOf, tokenOf } from '../permissions.mjs';
import { World } from './world.mjs';

const SECRETS = {
  repository: { EVERYONE: 'everyone-secret' },
  registry: { KEY: '-----BEGIN KEY-----\nkey-secret-line\n-----END KEY-----' },
};
const LOOK = `- name: look
  env: {KEY: '\${{ secrets.KEY }}', EVERYONE: '\${{ secrets.EVERYONE }}', TOKEN: '\${{ github.token }}'}
  run: |
    test -n "$KEY" && echo has-key; test -n "$EVERYONE" && echo has-everyone
    test "$TOKEN" = '\${{ secrets.GITHUB_TOKEN }}' && echo "$TOKEN" | cut -c5- | tr _- /+ | base64 -d 2>/dev/null | sed 's/^/scope /'
    true`;
const job = (id, head) =>
  `  ${id}:\n    runs-on: ubuntu-24.04\n    ${head}\n    steps:\n${LOOK.replace(/^/gm, '      ')}\n`;
const WRITES = 'permissions: {contents: write, id-token: write, issues: read, checks: none}';

function has(log) {
  return [...log.matchAll(/^\[(\w+)\] (has-\S+|scope .*)$/gm)].map(([, id, what]) => `${id}: ${what}`);
}

function pullRequest(head, repository = 'somebody/plugins') {
  const number = 7;
  const pull = {
    number,
    head: { ref: 'topic', sha: head, repo: repository && { full_name: repository } },
    base: { ref: 'main', repo: { full_name: 'acme/plugins' } },
  };
  return {
    event: 'pull_request',
    ref: 'refs/pull/7/merge',
    payload: { action: 'opened', number, pull_request: pull },
    secrets: SECRETS,
  };
}

async function pullRequestFrom(t, repository) {
  const world = await World.open(t);
  const base = world.main(
    `on: pull_request\npermissions: {}\njobs:\n${job('only', `environment: registry\n    ${WRITES}`)}`,
  );
  const head = world.commit('refs/pull/7/head', { new: 'x' }, { parent: base });
  return world.run(pullRequest(head, repository));
}

test("an environment's secrets are for the job that names it", async (t) => {
  const world = await World.open(t);
  world.main(
    `on: push\npermissions: {}\njobs:\n${job('with', 'environment: registry')}${job('without', 'needs: with')}${job('other', 'environment: {name: other}\n    needs: with')}`,
  );
  const { log } = await world.run({ secrets: SECRETS });
  assert.deepEqual(
    has(log).filter((each) => !each.includes('scope')),
    ['with: has-key', 'with: has-everyone', 'without: has-everyone', 'other: has-everyone'],
  );
});

test("a fork's pull request has no secret, and may read what the file says it may write", async (t) => {
  const { log, jobs } = await pullRequestFrom(t, 'somebody/plugins');
  assert.deepEqual(has(log), ['only: scope contents: read', 'only: scope issues: read', 'only: scope metadata: read']);
  assert.deepEqual(jobs[0].permissions, { contents: 'read', issues: 'read', metadata: 'read' });
});

test('a fork that is gone is one', async (t) => {
  const { log } = await pullRequestFrom(t, null);
  assert.doesNotMatch(log, /has-key|contents: write/);
});

test("the repository's own pull request has both", async (t) => {
  const { log } = await pullRequestFrom(t, 'acme/plugins');
  const scopes = ['contents: write', 'id-token: write', 'issues: read', 'metadata: read'].map(
    (scope) => `only: scope ${scope}`,
  );
  assert.deepEqual(has(log), ['only: has-key', 'only: has-everyone', ...scopes]);
});

test('a job has its own scopes and not also those of the workflow, and without any it may read metadata', async (t) => {
  const world = await World.open(t);
  world.main(
    `on: push\npermissions: {contents: write}\njobs:\n${job('own', 'permissions: {issues: write}')}${job('none', 'permissions: {}')}${job('workflows', 'needs: own')}`,
  );
  const { jobs } = await world.run();
  assert.deepEqual(
    jobs.map(({ permissions }) => permissions),
    [{ issues: 'write', metadata: 'read' }, { metadata: 'read' }, { contents: 'write', metadata: 'read' }],
  );
});

test('scopes that are not written one by one are refused', async (t) => {
  const world = await World.open(t);
  for (const line of ['permissions: write-all\n', 'permissions: read-all\n', 'permissions: {contens: read}\n', '']) {
    world.main(`on: push\n${line}jobs: {only: {runs-on: ubuntu-24.04, steps: [{run: 'true'}]}}`);
    const { status, stdout } = await world.run();
    assert.deepEqual([status, stdout], [2, ''], line);
  }
});

test('a token carries its sorted scopes, and other text carries none', () => {
  const token = tokenOf({ contents: 'write', metadata: 'read' });
  assert.equal(token, 'ghs_Y29udGVudHM6IHdyaXRlCm1ldGFkYXRhOiByZWFkCg');
  assert.deepEqual(scopesOf(token), { contents: 'write', metadata: 'read' });
  assert.deepEqual(scopesOf('other'), {});
});

test('secrets are masked in logs and results: whole, by line, in Base64, and those a step adds', async (t) => {
  const world = await World.open(t);
  world.main(`on: push
permissions: {}
jobs:
  only:
    environment: registry
    runs-on: ubuntu-24.04
    outputs: {leak: '\${{ steps.leak.outputs.it }}', fine: '\${{ steps.leak.outputs.fine }}'}
    steps:
      - id: leak
        env: {KEY: '\${{ secrets.KEY }}', TOKEN: '\${{ github.token }}'}
        run: |
          echo "$KEY"; echo "$TOKEN"; echo -n key-secret-line | base64; echo "::add-mask::mine-too"
          echo "not mine-too"; echo "::error::key-secret-line"; echo plain-text
          echo "it=key-secret-line" >>"$GITHUB_OUTPUT"; echo "fine=yes" >>"$GITHUB_OUTPUT"
          echo "$KEY" >>"$GITHUB_STEP_SUMMARY"
`);
  const { log, stdout, jobs } = await world.run({ secrets: SECRETS });
  for (const secret of ['key-secret-line', 'a2V5LXNlY3JldC1saW5l', 'not mine-too', 'ghs_', 'BEGIN KEY']) {
    assert.ok(!log.includes(secret) && !stdout.includes(secret), secret);
  }
  assert.match(log, /plain-text/);
  assert.match(log, /not \*\*\*/);
  // An output that holds a secret is not passed on at all.
  assert.deepEqual(jobs[0].outputs, { fine: 'yes' });
});

test('what is not JSON is refused without being repeated', async (t) => {
  const world = await World.open(t);
  world.main('on: push\npermissions: {}\njobs: {only: {runs-on: ubuntu-24.04, steps: [{run: "true"}]}}');
  const { status, log } = await world.run({ image: 'hunter2' });
  assert.equal(status, 2);
  assert.doesNotMatch(log, /hunter2/);
});
