import { existsSync, statSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { execute } from './process.mjs';
import { StepFailure } from './refusal.mjs';

// Without `shell:` GitHub does not ask for pipefail; with `shell: bash` it does.
const SHELLS = {
  '': ['bash', '-e'],
  bash: ['bash', '--noprofile', '--norc', '-eo', 'pipefail'],
  sh: ['sh', '-e'],
  python: ['python3'],
};

/** Runs the script of a `run:` step; its exit status. */
export async function runScript(step, { scope, job, env, line, signal }) {
  const shell = scope.text(step.shell ?? job.defaults.shell);
  const command = SHELLS[shell];
  if (!command) throw new StepFailure(`The shell '${shell}' is not supported`);
  const cwd = resolve(job.workspace, scope.text(step['working-directory'] ?? job.defaults['working-directory']));
  if (!existsSync(cwd) || !statSync(cwd).isDirectory()) throw new StepFailure(`There is no folder ${cwd} to work in`);
  const file = join(job.temp, randomUUID());
  writeFileSync(file, scope.text(step.run));
  return execute(command[0], [...command.slice(1), file], { cwd, env, line, signal });
}
