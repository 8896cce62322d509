import { isAbsolute, join, resolve } from 'node:path';
import { Refusal } from '../refusal.mjs';

/** An input that is true or false, and nothing else. */
export function yes(name, value) {
  if (/^(true|True|TRUE)$/.test(value)) return true;
  if (/^(false|False|FALSE)$/.test(value)) return false;
  throw new Refusal(`The input '${name}' is true or false, not '${value}'`);
}

/** The paths of an input, one a line: `~` is the job's home, the rest is below its workspace. */
export function paths(text, job) {
  return text
    .split('\n')
    .map((each) => each.trim())
    .filter(Boolean)
    .map((each) => {
      if (/[*?[\]{}!]/.test(each)) throw new Refusal(`The path '${each}' has a wildcard, which is not supported`);
      if (each === '~' || each.startsWith('~/')) return join(job.home, each.slice(1));
      return isAbsolute(each) ? resolve(each) : resolve(job.workspace, each);
    });
}
