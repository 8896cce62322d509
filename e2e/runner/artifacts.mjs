import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StepFailure } from './refusal.mjs';
import { zip } from './zip.mjs';

/** The artifacts of one run: kept for its own jobs, and given to the server for other runs. */
export class Artifacts {
  #folder;
  #server;
  #run;

  constructor(folder, server, run) {
    this.#folder = folder;
    this.#server = server;
    this.#run = run;
    mkdirSync(folder, { recursive: true });
  }

  /** Keeps files, `[path, bytes]`, under a name that must be new. */
  async keep(name, files, overwrite) {
    if (!/^[^":<>|*?\r\n\\/]+$/.test(name) || ['.', '..'].includes(name)) {
      throw new StepFailure(`The artifact name is not valid: ${name}`);
    }
    const folder = join(this.#folder, name);
    if (existsSync(folder) && !overwrite) {
      throw new StepFailure(`Conflict: an artifact with the name ${name} already exists on the workflow run`);
    }
    rmSync(folder, { recursive: true, force: true });
    const body = zip(files);
    await this.#send(name, body);
    for (const [path, bytes] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    return createHash('sha256').update(body).digest('hex');
  }

  names() {
    return readdirSync(this.#folder).sort();
  }

  folder(name) {
    return join(this.#folder, name);
  }

  /** A server that does not know the address keeps none; any other trouble is the step's. */
  async #send(name, body) {
    const query = new URLSearchParams({ run: this.#run, name });
    const response = await fetch(`${this.#server}/_runner/artifacts?${query}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/zip' },
      body,
    });
    if (!response.ok && response.status !== 404) {
      throw new StepFailure(`The server answered ${response.status} to the artifact ${name}`);
    }
  }
}
