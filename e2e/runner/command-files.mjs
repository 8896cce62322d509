import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { StepFailure } from './refusal.mjs';

/** GitHub's limit of a step's summary. */
export const MOST_SUMMARY_BYTES = 1 << 20;
const NAMES = ['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY', 'GITHUB_STATE'];

/** The files through which one step speaks: empty when it starts, read when it ends. */
export class CommandFiles {
  env = {};

  constructor(temp) {
    const folder = join(temp, '_runner_file_commands');
    mkdirSync(folder, { recursive: true });
    for (const name of NAMES) {
      this.env[name] = join(folder, `${name.toLowerCase()}_${randomUUID()}`);
      writeFileSync(this.env[name], '');
    }
  }

  outputs() {
    return assignments(this.#read('GITHUB_OUTPUT'));
  }

  variables() {
    const variables = assignments(this.#read('GITHUB_ENV'));
    if ('NODE_OPTIONS' in variables) throw new StepFailure('GITHUB_ENV may not set NODE_OPTIONS');
    return variables;
  }

  paths() {
    return this.#read('GITHUB_PATH').split(/\r?\n/).filter(Boolean);
  }

  summary() {
    const { size } = statSync(this.env.GITHUB_STEP_SUMMARY);
    if (size > MOST_SUMMARY_BYTES)
      throw new StepFailure(`The step's summary has ${size} bytes, more than ${MOST_SUMMARY_BYTES}`);
    return this.#read('GITHUB_STEP_SUMMARY');
  }

  #read(name) {
    return readFileSync(this.env[name], 'utf8');
  }
}

/** `name=value` lines, and values of several lines between `name<<DELIMITER` and the delimiter. */
export function assignments(text) {
  const result = {};
  const lines = text.split(/\r?\n/);
  for (let i = 0; i < lines.length; i++) {
    const [, name, operator, rest] = /^(.*?)(=|<<)(.*)$/s.exec(lines[i]) ?? [];
    if (lines[i] === '') continue;
    if (!name || (operator === '<<' && !rest)) throw new StepFailure(`Invalid format '${lines[i]}'`);
    if (operator === '=') {
      result[name] = rest;
      continue;
    }
    const end = lines.indexOf(rest, i + 1);
    if (end < 0) throw new StepFailure(`Matching delimiter not found '${rest}'`);
    result[name] = lines.slice(i + 1, end).join('\n');
    i = end;
  }
  return result;
}
