import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { Refusal } from './refusal.mjs';

const NEEDED = ['workflow', 'event', 'payload', 'repository', 'ref', 'server', 'work'];
const MAPS = ['secrets', 'repositories', 'image'];
const OTHERS = ['run-id'];

/** The command line, with paths made absolute and JSON options read. */
export function readOptions(args) {
  const options = Object.fromEntries([...NEEDED, ...MAPS, ...OTHERS].map((name) => [name, { type: 'string' }]));
  let values;
  try {
    ({ values } = parseArgs({ args, options: { ...options, keep: { type: 'boolean' } } }));
  } catch (e) {
    throw new Refusal(e.message);
  }
  const missing = NEEDED.filter((name) => !values[name]).map((name) => `--${name}`);
  if (missing.length) throw new Refusal(`Give ${missing.join(', ')}`);
  return {
    workflow: values.workflow,
    event: values.event,
    payload: resolve(values.payload),
    repository: resolve(values.repository),
    ref: values.ref,
    server: values.server.replace(/\/+$/, ''),
    work: resolve(values.work),
    runId: number('run-id', values['run-id'] ?? '1'),
    keep: values.keep ?? false,
    ...Object.fromEntries(MAPS.map((name) => [name, map(name, values[name])])),
  };
}

function number(name, text) {
  if (!/^[1-9][0-9]{0,14}$/.test(text)) throw new Refusal(`--${name} is a number, not '${text}'`);
  return text;
}

function map(name, text = '{}') {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    // What is not JSON may be a secret: it is not repeated.
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new Refusal(`--${name} is a JSON object`);
  return value;
}
