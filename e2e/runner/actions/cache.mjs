import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { StepFailure } from '../refusal.mjs';
import { paths, yes } from './inputs.mjs';

const INPUTS = { path: '', key: '', 'restore-keys': '', 'fail-on-cache-miss': 'false', 'lookup-only': 'false' };

/** Restores now, and saves when the job has succeeded, unless exactly this key was there. */
export const cache = {
  inputs: INPUTS,
  async run(call) {
    const outputs = restore(call);
    if (outputs['cache-hit'] !== 'true') {
      call.job.posts.push((status) => {
        if (status === 'success') save(call);
      });
    }
    return outputs;
  },
};

export const restoreCache = { inputs: INPUTS, run: async (call) => restore(call) };

export const saveCache = {
  inputs: { path: '', key: '' },
  async run(call) {
    save(call);
    return {};
  },
};

function restore({ inputs, job }) {
  const key = checked(inputs.key);
  const found = find(job, version(inputs.path), key, inputs['restore-keys'].split('\n').filter(Boolean));
  if (!found && yes('fail-on-cache-miss', inputs['fail-on-cache-miss'])) throw new StepFailure(`No cache for ${key}`);
  if (found && !yes('lookup-only', inputs['lookup-only'])) {
    paths(inputs.path, job).forEach((path, i) => {
      const kept = join(found, String(i));
      if (!existsSync(kept)) return;
      mkdirSync(dirname(path), { recursive: true });
      cpSync(kept, path, { recursive: true });
    });
  }
  const matched = found ? keyOf(found) : '';
  job.log(found ? `Cache restored from key: ${matched}` : `Cache not found for ${key}`);
  const hit = found ? String(matched === key) : '';
  return { 'cache-hit': hit, 'cache-primary-key': key, 'cache-matched-key': matched };
}

/** A key that is there already is kept as it is: a cache is never changed. */
function save({ inputs, job }) {
  const folder = join(scopes(job)[0], version(inputs.path), encodeURIComponent(checked(inputs.key)));
  if (existsSync(folder)) return job.log(`Cache already exists: ${inputs.key}`);
  const sources = paths(inputs.path, job);
  if (!sources.some(existsSync)) return job.log('There is nothing to cache');
  mkdirSync(folder, { recursive: true });
  try {
    sources.forEach((path, i) => existsSync(path) && cpSync(path, join(folder, String(i)), { recursive: true }));
  } catch (e) {
    rmSync(folder, { recursive: true, force: true });
    throw e;
  }
  return job.log(`Cache saved with key: ${inputs.key}`);
}

function find(job, version, key, prefixes) {
  for (const [text, exact] of [[key, true], ...prefixes.map((prefix) => [prefix.trim(), false])]) {
    for (const scope of scopes(job)
      .map((each) => join(each, version))
      .filter(existsSync)) {
      const name = readdirSync(scope)
        .sort()
        .reverse()
        .find((each) => matches(decodeURIComponent(each), text, exact));
      if (name) return join(scope, name);
    }
  }
  return undefined;
}

function matches(key, text, exact) {
  return exact ? key === text : key.startsWith(text);
}

/** A run writes to its own ref, and reads that, a pull request's base, and the default branch: never another branch. */
function scopes({ run }) {
  const { ref, baseRef, defaultBranch } = run.event;
  const refs = [ref, baseRef && `refs/heads/${baseRef}`, `refs/heads/${defaultBranch}`];
  return [...new Set(refs.filter(Boolean))].map((each) => join(run.cacheFolder, encodeURIComponent(each)));
}

/** Caches of different paths are different caches, whatever their key. */
function version(path) {
  return createHash('sha256').update(path).digest('hex').slice(0, 16);
}

function checked(key) {
  if (!key || key.length > 512 || key.includes(',')) throw new StepFailure(`The cache key is not valid: '${key}'`);
  return key;
}

function keyOf(folder) {
  return decodeURIComponent(basename(folder));
}
