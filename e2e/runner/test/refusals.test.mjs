import assert from 'node:assert/strict';
import test from 'node:test';
import { PIN, World } from './world.mjs';

const job = (text) => `on: push\npermissions: {}\njobs:\n  only: {runs-on: ubuntu-24.04, ${text}}`;
const steps = (text) => job(`steps: [{${text}}]`);
const withFree = (jobs) =>
  `on: push\npermissions: {}\njobs: {free: {RUN}, ${jobs}}`.replaceAll(
    'RUN',
    "runs-on: ubuntu-24.04, steps: [{run: 'true'}]",
  );

const REFUSED = {
  'an action that nothing stands in for': [steps(`uses: somebody/action@${PIN}`), /nothing stands in for somebody/],
  'an action that is not pinned to a commit': [
    steps('uses: actions/checkout@v7'),
    /nothing stands in for actions\/checkout@v7/,
  ],
  'an input that the stand-in does not know': [
    steps(`uses: actions/checkout@${PIN}, with: {submodules: true}`),
    /'submodules' is not supported/,
  ],
  'a reusable workflow': [
    'on: push\npermissions: {}\njobs: {only: {uses: ./.github/workflows/x.yml}}',
    /reusable workflow/,
  ],
  'a container': [job("container: alpine, steps: [{run: 'true'}]"), /'container' is not supported/],
  'another machine': [
    "on: push\npermissions: {}\njobs: {only: {runs-on: windows-2025, steps: [{run: 'true'}]}}",
    /not an Ubuntu machine/,
  ],
  'a key that does not exist': [steps("run: 'true', shel: bash"), /Unexpected value 'shel'/],
  'a context that is not there': [
    job("if: secrets.X == '', steps: [{run: 'true'}]"),
    /Unrecognized named-value: 'secrets'/,
  ],
  'a need that is no job': [withFree('a: {needs: none, RUN}'), /depends on unknown job 'none'/],
  'jobs that need each other': [withFree('a: {needs: b, RUN}, b: {needs: a, RUN}'), /creates a cycle/],
  'what is not YAML': ['on: [push', /w\.yml/],
};

for (const [what, [text, message]] of Object.entries(REFUSED)) {
  test(`${what} is refused`, async (t) => {
    const world = await World.open(t);
    world.main(text);
    const { status, log, stdout } = await world.run();
    assert.equal(status, 2, log);
    assert.match(log, message);
    assert.equal(stdout, '');
    assert.doesNotMatch(log, /at .*\.mjs/);
  });
}

test('a workflow that is not in the repository is refused', async (t) => {
  const world = await World.open(t);
  world.main(steps("run: 'true'"));
  const none = await world.run({ workflow: '.github/workflows/none.yml' });
  assert.match(none.log, /There is no \.github\/workflows\/none\.yml/);
  const outside = await world.run({ workflow: '/etc/passwd' });
  assert.match(outside.log, /a path in the repository/);
  assert.deepEqual([none.status, outside.status], [2, 2]);
});

test('an option that is missing is named', async (t) => {
  const world = await World.open(t);
  const { status, log } = await world.run({ server: '' });
  assert.equal(status, 2);
  assert.match(log, /Give --server/);
});
