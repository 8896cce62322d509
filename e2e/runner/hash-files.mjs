import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { glob } from './pattern.mjs';

/** One hash of the hashes of all files in the folder that a pattern names; empty when there is none. */
export function hashFiles(folder, patterns) {
  const wanted = patterns.flatMap((each) => each.split('\n')).map((each) => each.trim().replace(/^\.\//, ''));
  const files = filesIn(folder).filter((file) => matches(wanted.filter(Boolean), file));
  const hash = createHash('sha256');
  files.sort().forEach((file) =>
    hash.update(
      createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest(),
    ),
  );
  return files.length ? hash.digest('hex') : '';
}

function matches(patterns, file) {
  return patterns.reduce((found, each) => {
    const taken = each.startsWith('!');
    return glob(taken ? each.slice(1) : each).test(file) ? !taken : found;
  }, false);
}

/** The files below a folder, by their relative path; links are not followed. */
export function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)));
}
