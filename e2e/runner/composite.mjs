import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { StepFailure } from './refusal.mjs';
import { Steps } from './steps.mjs';
import { parseAction } from './workflow.mjs';

/** GitHub's limit of composite actions within each other. */
export const MOST_DEPTH = 10;

/** Runs an action of the checked-out folder: what the job has checked out there, whatever the run's commit says. */
export async function runComposite(step, { job, scope, env, frame, signal }) {
  const folder = resolve(job.workspace, step.uses.value);
  const within = relative(job.workspace, folder);
  if (within.startsWith('..')) throw new StepFailure(`${step.uses.value} is outside of the workspace`);
  const file = ['action.yml', 'action.yaml'].map((name) => join(folder, name)).find(existsSync);
  if (!file) throw new StepFailure(`There is no action.yml in ${step.uses.value}. Was the repository checked out?`);
  if (frame.depth + 1 > MOST_DEPTH) throw new StepFailure(`Composite actions are nested deeper than ${MOST_DEPTH}`);
  const action = parseAction(`${within}/action.yml`, readFileSync(file, 'utf8'));

  const given = scope.texts(step.with);
  const inputs = {};
  for (const { id, value } of action.inputs) {
    const name = Object.keys(given).find((each) => each.toLowerCase() === id.toLowerCase());
    inputs[id] = name === undefined ? frame.scope().text(value) : given[name];
    if (name !== undefined) delete given[name];
  }
  for (const name of Object.keys(given)) {
    job.annotations.push({ level: 'warning', message: `Unexpected input '${name}' of ${step.uses.value}` });
  }
  const inner = new Steps(job, { inputs, env, folder, depth: frame.depth + 1, signal });
  await inner.run(action.steps);
  const outputs = Object.fromEntries(action.outputs.map(({ id, value }) => [id, inner.scope().text(value)]));
  return { outputs, records: inner.records, failed: inner.failed };
}
