import assert from 'node:assert/strict';
import test from 'node:test';
import { PIN, World } from './world.mjs';

const workflow = (permissions, subject) => `on: push
permissions: {${permissions}}
jobs:
  only:
    runs-on: ubuntu-24.04
    steps:
      - run: printf abc >module.wasm
      - uses: actions/attest@${PIN}
        with: {${subject}}
`;

async function run(t, ...parts) {
  const world = await World.open(t);
  world.main(workflow(...parts));
  return (await world.run()).jobs[0];
}

test('an attestation is recorded by its subject', async (t) => {
  const { attestations } = await run(t, 'id-token: write, attestations: write', 'subject-path: module.wasm');
  const digest = 'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  assert.deepEqual(attestations, [
    { subjects: [{ name: 'module.wasm', digest }], predicateType: 'https://slsa.dev/provenance/v1' },
  ]);
});

test('it needs both of its permissions', async (t) => {
  for (const [has, lacks] of [
    ['id-token: write, attestations: read', 'attestations'],
    ['attestations: write', 'id-token'],
  ]) {
    const { attestations, steps } = await run(t, has, 'subject-path: module.wasm');
    assert.match(steps[1].message, new RegExp(`${lacks}: write`));
    assert.deepEqual(attestations, []);
  }
});

test('a subject that is not there is none', async (t) => {
  const { steps } = await run(t, 'id-token: write, attestations: write', 'subject-path: none.wasm');
  assert.match(steps[1].message, /Could not find subject/);
});
