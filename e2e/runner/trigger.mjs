import { git } from './git.mjs';
import { chooses } from './pattern.mjs';
import { Refusal } from './refusal.mjs';

// Every other event without `types:` starts for each of its types.
const TYPES = {
  pull_request: ['opened', 'synchronize', 'reopened'],
  pull_request_target: ['opened', 'synchronize', 'reopened'],
};
const FILTERS = 'branches branches-ignore tags tags-ignore paths paths-ignore types workflows'.split(' ');

/** Why the workflow does not start on the event; nothing when it does. */
export function whyNot(workflow, event, folder) {
  const on = workflow.events[event.name];
  if (!on) return `'on:' does not name ${event.name}`;
  if (event.name === 'schedule') return scheduled(on, event.payload.schedule);
  for (const key of Object.keys(on)) {
    if (!FILTERS.includes(key)) throw new Refusal(`${workflow.file}: on.${event.name}.${key} is not supported`);
  }
  return types(on, event) ?? refs(on, event) ?? paths(on, event, folder) ?? workflows(on, event);
}

function scheduled(on, cron) {
  return on.some((each) => each.cron === cron) ? undefined : `no schedule is '${cron}'`;
}

function types(on, { name, payload }) {
  const wanted = on.types ?? TYPES[name];
  return !wanted || wanted.includes(payload.action) ? undefined : `the type ${payload.action} is not among ${wanted}`;
}

function refs(on, event) {
  if (!['branches', 'branches-ignore', 'tags', 'tags-ignore'].some((key) => on[key])) return undefined;
  if (event.ref.startsWith('refs/tags/')) return named(on.tags, on['tags-ignore'], event.ref.slice(10), 'tag');
  const branch =
    event.payload.workflow_run?.head_branch ??
    event.payload.merge_group?.base_ref?.replace('refs/heads/', '') ??
    (event.baseRef || event.ref.replace('refs/heads/', ''));
  return named(on.branches, on['branches-ignore'], branch, 'branch');
}

function named(wanted, ignored, name, kind) {
  if (!wanted && !ignored) return `'on:' names no ${kind}`;
  if (wanted && !chooses(wanted, name)) return `the ${kind} ${name} is not among ${wanted}`;
  return ignored && chooses(ignored, name) ? `the ${kind} ${name} is ignored` : undefined;
}

function paths(on, event, folder) {
  const [wanted, ignored] = [on.paths, on['paths-ignore']];
  if (!wanted && !ignored) return undefined;
  const files = changed(event, folder);
  if (wanted && !files.some((file) => chooses(wanted, file))) return 'no changed file is in paths';
  return ignored && files.every((file) => chooses(ignored, file)) ? 'each changed file is in paths-ignore' : undefined;
}

function changed({ name, payload, sha }, folder) {
  const pull = payload.pull_request;
  if (!pull && (name !== 'push' || /^0*$/.test(payload.before ?? ''))) {
    throw new Refusal(`paths of ${name} without a commit before it is not supported`);
  }
  const range = pull ? `${sha}^1...${pull.head.sha}` : `${payload.before}..${sha}`;
  return git(folder, ['diff', '--name-only', '-z', range]).split('\0').filter(Boolean);
}

function workflows(on, { payload }) {
  const name = payload.workflow_run?.name;
  return !on.workflows || on.workflows.includes(name) ? undefined : `the workflow ${name} is not among ${on.workflows}`;
}
