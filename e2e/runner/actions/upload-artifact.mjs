import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { Refusal, StepFailure } from '../refusal.mjs';
import { paths, yes } from './inputs.mjs';

export const uploadArtifact = {
  inputs: {
    name: 'artifact',
    path: '',
    'if-no-files-found': 'warn',
    'retention-days': '',
    'compression-level': '6',
    overwrite: 'false',
    'include-hidden-files': 'false',
  },
  async run({ inputs, job }) {
    const wanted = inputs['if-no-files-found'];
    if (!['warn', 'error', 'ignore'].includes(wanted)) throw new Refusal(`if-no-files-found: ${wanted} is not one`);
    if (!inputs.path) throw new StepFailure('Input required and not supplied: path');
    const sources = paths(inputs.path, job);
    const hidden = yes('include-hidden-files', inputs['include-hidden-files']);
    const files = sources.flatMap((source) => filesOf(source, hidden));
    if (files.length === 0) return nothing(wanted, inputs.path, job);

    const root =
      sources.length > 1 ? common(sources) : statSync(sources[0]).isDirectory() ? sources[0] : dirname(sources[0]);
    const entries = files.map((file) => [relative(root, file), readFileSync(file)]);
    const digest = await job.run.artifacts.keep(inputs.name, entries, yes('overwrite', inputs.overwrite));
    job.log(`${inputs.name}: ${entries.map(([name]) => name).join(' ')}`);
    return { 'artifact-id': digest.slice(0, 8), 'artifact-digest': digest };
  },
};

function nothing(wanted, path, job) {
  const message = `No files were found with the provided path: ${path}. No artifacts will be uploaded.`;
  if (wanted === 'error') throw new StepFailure(message);
  if (wanted === 'warn') job.annotations.push({ level: 'warning', message });
  return {};
}

/** Links are followed, as the real one does; folders without a file do not arrive. */
function filesOf(path, hidden) {
  if (!existsSync(path) || (!hidden && basename(path).startsWith('.'))) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesOf(join(path, name), hidden));
}

/** The deepest folder above all of them. */
function common(sources) {
  const split = sources.map((each) => dirname(each).split(sep));
  const length = split[0].findIndex((part, i) => split.some((other) => other[i] !== part));
  return split[0].slice(0, length < 0 ? undefined : length).join(sep) || sep;
}
