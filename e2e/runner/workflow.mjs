import { readAction, readWorkflow, TokenType } from './github-parser.mjs';
import { Refusal } from './refusal.mjs';
import { standsIn } from './actions/index.mjs';

const ROOT = 'name run-name on env defaults permissions concurrency jobs';
const JOB =
  'name needs if runs-on environment permissions env defaults outputs strategy steps timeout-minutes concurrency';
const STEP = 'id name if uses run with env shell working-directory continue-on-error timeout-minutes';

/**
 * A workflow: its events, and its jobs in the order of the file. What the runner does not do is refused here, before
 * anything runs, so that no test passes because a key was not looked at.
 */
export async function parseWorkflow(name, content) {
  const { tree, converted, errors } = await readWorkflow(name, content);
  if (errors.length) throw new Refusal(errors.join('\n'));
  const root = fields(tree, ROOT, name);
  const jobs = converted.jobs.map((job) =>
    parseJob(
      name,
      job,
      [...root.jobs].find(({ key }) => key.value === job.id.value),
    ),
  );
  return {
    file: name,
    name: root.name?.value ?? name,
    events: converted.events,
    env: root.env,
    permissions: root.permissions,
    defaults: run(root.defaults, name),
    concurrency: root.concurrency,
    jobs: inOrder(jobs),
  };
}

function parseJob(file, converted, { key, value }) {
  const where = `${file}: job ${key.value}`;
  if (converted.type !== 'job') throw new Refusal(`${where}: a reusable workflow is not supported`);
  const job = fields(value, JOB, where);
  return {
    ...job,
    id: key.value,
    needs: (converted.needs ?? []).map((need) => need.value),
    condition: converted.if.expression,
    defaults: run(job.defaults, where),
    strategy: job.strategy && fields(job.strategy, 'matrix fail-fast max-parallel', where),
    steps: parseSteps(where, job.steps, converted.steps),
  };
}

/** The inputs, outputs and steps of a composite action. */
export function parseAction(name, content) {
  const { tree, converted, errors } = readAction(name, content);
  if (errors.length) throw new Refusal(errors.join('\n'));
  const root = fields(tree, 'name description author branding inputs outputs runs', name);
  if (converted.runs.using !== 'composite') throw new Refusal(`${name}: only composite actions are supported`);
  const runs = fields(root.runs, 'using steps', name);
  return {
    inputs: (converted.inputs ?? []).map(({ id, ...input }) => ({ id, value: input.default })),
    outputs: converted.outputs ?? [],
    steps: parseSteps(name, runs.steps, converted.runs.steps),
  };
}

function parseSteps(where, tokens, converted) {
  const steps = [...(tokens ?? [])].map((token, i) => ({
    ...fields(token, STEP, where),
    id: token.find('id')?.value,
    condition: converted[i].if.expression,
  }));
  for (const { uses } of steps) {
    if (uses && !uses.value.startsWith('./') && !standsIn(uses.value)) {
      throw new Refusal(`${where}: nothing stands in for ${uses.value}`);
    }
  }
  return steps;
}

function fields(token, known, where) {
  if (token.templateTokenType !== TokenType.Mapping) throw new Refusal(`${where}: not a mapping`);
  const entries = [...token].map(({ key, value }) => [key.value, value]);
  for (const [key] of entries) {
    if (!known.split(' ').includes(key)) throw new Refusal(`${where}: '${key}' is not supported`);
  }
  return Object.fromEntries(entries);
}

function run(defaults, where) {
  const each = defaults && fields(defaults, 'run', where).run;
  return each ? fields(each, 'shell working-directory', where) : {};
}

/** Each job after those it needs; GitHub's converter has refused circles. */
function inOrder(jobs) {
  const done = [];
  const visit = (job) => {
    if (done.includes(job)) return;
    job.needs.forEach((id) => visit(jobs.find((other) => other.id === id)));
    done.push(job);
  };
  jobs.forEach(visit);
  return done;
}
