import { Refusal } from '../refusal.mjs';
import { attest } from './attest.mjs';
import { cache, restoreCache, saveCache } from './cache.mjs';
import { checkout } from './checkout.mjs';
import { downloadArtifact } from './download-artifact.mjs';
import { uploadArtifact } from './upload-artifact.mjs';

// Each knows some of its action's inputs, with their defaults; one that it does not know is refused.
const ACTIONS = {
  'actions/attest': attest,
  'actions/cache': cache,
  'actions/cache/restore': restoreCache,
  'actions/cache/save': saveCache,
  'actions/checkout': checkout,
  'actions/download-artifact': downloadArtifact,
  'actions/upload-artifact': uploadArtifact,
};

/** Whether something stands in for the action here; it must be pinned to a commit, whichever that is. */
export function standsIn(uses) {
  const [, name] = /^([\w./-]+)@[0-9a-f]{40}$/.exec(uses) ?? [];
  return name !== undefined && Object.hasOwn(ACTIONS, name);
}

/** Does what the action would do; its outputs. */
export async function act(step, call) {
  const { inputs: known, run } = ACTIONS[step.uses.value.split('@')[0]];
  const inputs = { ...known };
  for (const [name, value] of Object.entries(call.scope.texts(step.with))) {
    if (!Object.hasOwn(known, name)) throw new Refusal(`${step.uses.value}: the input '${name}' is not supported`);
    // An empty input is one that was not given, as the actions read it.
    if (value.trim() !== '') inputs[name] = value.trim();
  }
  return run({ ...call, inputs });
}
