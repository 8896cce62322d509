import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { glob } from '../pattern.mjs';
import { StepFailure } from '../refusal.mjs';
import { paths, yes } from './inputs.mjs';

/** Of the same run only. Another run's artifacts are hostile input, which `assay github fetch` is for. */
export const downloadArtifact = {
  inputs: { name: '', path: '.', pattern: '', 'merge-multiple': 'false' },
  async run({ inputs, job }) {
    const { artifacts } = job.run;
    const chosen = inputs.pattern ? glob(inputs.pattern) : /^/;
    const names = inputs.name ? [inputs.name] : artifacts.names().filter((name) => chosen.test(name));
    if (inputs.name && !artifacts.names().includes(inputs.name)) {
      throw new StepFailure(`Unable to download artifact(s): Artifact not found for name: ${inputs.name}`);
    }
    const [folder] = paths(inputs.path, job);
    // Since its version 5 the real one makes no folder of its own when only one artifact matches the pattern.
    const flat = inputs.name || names.length === 1 || yes('merge-multiple', inputs['merge-multiple']);
    for (const name of names) {
      const to = flat ? folder : join(folder, name);
      mkdirSync(to, { recursive: true });
      cpSync(artifacts.folder(name), to, { recursive: true });
    }
    job.log(`${names.length} artifacts: ${names.join(' ')}`);
    return { 'download-path': folder };
  },
};
