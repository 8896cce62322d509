import assert from 'node:assert/strict';
import test from 'node:test';
import { chooses, glob } from '../pattern.mjs';
import { whyNot } from '../trigger.mjs';
import { World } from './world.mjs';

const about = (name, payload = {}, ref = 'refs/heads/main', baseRef = '') => ({ name, payload, ref, baseRef });
const starts = (events, event) => whyNot({ events, file: 'w.yml' }, event) === undefined;

test('an event that the workflow does not name starts nothing', async (t) => {
  const world = await World.open(t);
  world.main(
    "on: {push: {branches: [main]}}\npermissions: {}\njobs: {only: {runs-on: ubuntu-24.04, steps: [{run: 'true'}]}}",
  );
  const named = await world.run();
  assert.equal(named.status, 0, named.log);
  const other = await world.run({ event: 'workflow_dispatch' });
  assert.deepEqual([other.status, other.conclusion, other.jobs], [3, 'not-triggered', []]);
  assert.equal(other.reason, "'on:' does not name workflow_dispatch");
});

test('branches are those of the push, or the base of the pull request', () => {
  const on = { push: { branches: ['main', 'release/**', '!release/old'] }, pull_request: { branches: ['main'] } };
  assert.ok(starts(on, about('push')));
  assert.ok(starts(on, about('push', {}, 'refs/heads/release/a/b')));
  assert.ok(!starts(on, about('push', {}, 'refs/heads/release/old')));
  assert.ok(!starts(on, about('push', {}, 'refs/heads/other')));
  assert.ok(!starts(on, about('push', {}, 'refs/tags/main')));
  assert.ok(starts(on, about('pull_request', { action: 'opened' }, 'refs/pull/7/merge', 'main')));
  assert.ok(!starts(on, about('pull_request', { action: 'opened' }, 'refs/pull/7/merge', 'other')));
});

test('types are those named, for pull requests else three, for other events else all', () => {
  assert.ok(starts({ pull_request: {} }, about('pull_request', { action: 'synchronize' })));
  assert.ok(!starts({ pull_request: {} }, about('pull_request', { action: 'labeled' })));
  assert.ok(starts({ pull_request: { types: ['labeled'] } }, about('pull_request', { action: 'labeled' })));
  assert.ok(starts({ issue_comment: {} }, about('issue_comment', { action: 'deleted' })));
  assert.ok(!starts({ issue_comment: { types: ['created'] } }, about('issue_comment', { action: 'edited' })));
});

test('workflow_run starts for the workflows it names, and a schedule for its own line', () => {
  const on = { workflow_run: { workflows: ['build'], types: ['completed'] }, schedule: [{ cron: '23 4 * * *' }] };
  assert.ok(starts(on, about('workflow_run', { action: 'completed', workflow_run: { name: 'build' } })));
  assert.ok(!starts(on, about('workflow_run', { action: 'completed', workflow_run: { name: 'other' } })));
  assert.ok(!starts(on, about('workflow_run', { action: 'requested', workflow_run: { name: 'build' } })));
  assert.ok(starts(on, about('schedule', { schedule: '23 4 * * *' })));
  assert.ok(!starts(on, about('schedule', { schedule: '0 0 * * *' })));
});

test('paths are those that the push changed', async (t) => {
  const world = await World.open(t);
  const before = world.main(
    "on: {push: {paths: ['plugins/**']}}\npermissions: {}\njobs: {only: {runs-on: ubuntu-24.04, steps: [{run: 'true'}]}}",
  );
  const readme = world.commit('refs/heads/main', { README: 'x' }, { parent: before });
  assert.equal((await world.run({ payload: { before, after: readme } })).conclusion, 'not-triggered');
  const plugin = world.commit('refs/heads/main', { 'plugins/x/plugin.yaml': 'x' }, { parent: readme });
  assert.equal((await world.run({ payload: { before: readme, after: plugin } })).conclusion, 'success');
});

test('an event is played only at the ref that GitHub gives it', async (t) => {
  const world = await World.open(t);
  world.main('on: [workflow_run, pull_request]\npermissions: {}\njobs: {}');
  world.commit('refs/heads/topic', { x: 'x' });
  const comment = await world.run({ event: 'issue_comment', ref: 'refs/heads/topic' });
  assert.match(comment.log, /runs at refs\/heads\/main/);
  const pull = await world.run({ event: 'pull_request', payload: { pull_request: { number: 7 } } });
  assert.match(pull.log, /refs\/pull\/N\/merge/);
  assert.deepEqual([comment.status, pull.status], [2, 2]);
});

test('globs know stars, braces and nothing that they do not', () => {
  assert.ok(glob('row-x-{a,b}').test('row-x-b'));
  assert.ok(!glob('row-x-{a,b}').test('row-x-y-b'));
  assert.ok(!glob('a.c').test('abc'));
  assert.ok(!glob('*').test('a/b'));
  assert.ok(glob('**/x').test('x') && glob('**/x').test('a/b/x') && !glob('**/x').test('ax'));
  assert.throws(() => chooses(['v[12]'], 'v1'), /not supported/);
});
