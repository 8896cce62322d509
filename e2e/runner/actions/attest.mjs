import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { StepFailure } from '../refusal.mjs';
import { paths } from './inputs.mjs';

/** Records what would be attested; there is no signature, because there is no GitHub to vouch for anything. */
export const attest = {
  inputs: {
    'subject-path': '',
    'subject-name': '',
    'subject-digest': '',
    'predicate-type': '',
    predicate: '',
    'predicate-path': '',
  },
  async run({ inputs, job }) {
    for (const scope of ['id-token', 'attestations']) {
      if (job.permissions[scope] !== 'write')
        throw new StepFailure(`actions/attest needs the permission ${scope}: write`);
    }
    job.attestations.push({
      subjects: subjects(inputs, job),
      predicateType: inputs['predicate-type'] || 'https://slsa.dev/provenance/v1',
    });
    return {};
  },
};

function subjects(inputs, job) {
  const { 'subject-path': path, 'subject-name': name, 'subject-digest': digest } = inputs;
  if (Boolean(path) === Boolean(digest)) throw new StepFailure('Give either subject-path or subject-digest');
  if (digest) {
    if (!name || !/^sha256:[0-9a-f]{64}$/.test(digest))
      throw new StepFailure('subject-digest is sha256:… and needs a subject-name');
    return [{ name, digest }];
  }
  return paths(path, job).map((file) => {
    if (!existsSync(file) || !statSync(file).isFile()) throw new StepFailure(`Could not find subject at path ${file}`);
    return {
      name: name || basename(file),
      digest: `sha256:${createHash('sha256').update(readFileSync(file)).digest('hex')}`,
    };
  });
}
