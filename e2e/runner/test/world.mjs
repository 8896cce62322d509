import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { git } from '../git.mjs';

const RUNNER = new URL('../run.mjs', import.meta.url).pathname;
export const PIN = '0123456789012345678901234567890123456789';
export const CHECKOUT = `actions/checkout@${PIN}`;

/** A repository acme/plugins, a server that takes artifacts, and the runner as a process. */
export class World {
  artifacts = [];
  answer = 201;

  static async open(t) {
    const world = new World();
    world.folder = mkdtempSync(join(tmpdir(), 'assay-runner-'));
    world.repository = join(world.folder, 'plugins.git');
    git(world.folder, ['init', '-q', '--bare', '-b', 'main', world.repository]);
    world.server = createServer(async (request, response) => {
      const body = Buffer.concat(await request.toArray());
      world.artifacts.push({ url: request.url, body });
      response.writeHead(world.answer).end();
    }).listen(0, '127.0.0.1');
    await once(world.server, 'listening');
    world.url = `http://127.0.0.1:${world.server.address().port}`;
    t.after(() => {
      world.server.close();
      rmSync(world.folder, { recursive: true, force: true });
    });
    return world;
  }

  /** Commits files on top of a parent, and moves a ref there. */
  commit(ref, files, { parent, message = 'change' } = {}) {
    const tree = mkdtempSync(join(this.folder, 'tree-'));
    const index = join(this.folder, `index-${Math.random()}`);
    const at = (args) => git(this.repository, [`--work-tree=${tree}`, ...args], { env: { GIT_INDEX_FILE: index } });
    if (parent) at(['read-tree', parent]);
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(tree, path)), { recursive: true });
      writeFileSync(join(tree, path), content);
      at(['add', '-f', path]);
    }
    const commit = at(['commit-tree', at(['write-tree']), ...(parent ? ['-p', parent] : []), '-m', message]);
    git(this.repository, ['update-ref', ref, commit]);
    return commit;
  }

  /** Puts a workflow, and what else there is, on the main branch. */
  main(workflow, files = {}) {
    this.head = this.commit(
      'refs/heads/main',
      { '.github/workflows/w.yml': workflow, ...files },
      { parent: this.head },
    );
    return this.head;
  }

  /** Starts the workflow w.yml; by default for a push to main. */
  async run({
    event = 'push',
    payload = {},
    ref = 'refs/heads/main',
    secrets = {},
    env = {},
    runId = '1',
    during,
    ...others
  } = {}) {
    const file = join(this.folder, `payload-${Math.random()}.json`);
    const repository = { full_name: 'acme/plugins', default_branch: 'main', id: 1 };
    writeFileSync(file, JSON.stringify({ repository, sender: { login: 'kim' }, ...payload }));
    const options = {
      workflow: '.github/workflows/w.yml',
      event,
      payload: file,
      repository: this.repository,
      ref,
      server: this.url,
      work: join(this.folder, 'work'),
      secrets: JSON.stringify(secrets),
      'run-id': runId,
      ...others,
    };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    const child = spawn(process.execPath, [RUNNER, ...args], { env: { PATH: process.env.PATH, ...env } });
    const [out, log] = [child.stdout, child.stderr].map((stream) => stream.setEncoding('utf8').toArray());
    during?.(child);
    const [status] = await once(child, 'close');
    const [stdout, stderr] = (await Promise.all([out, log])).map((chunks) => chunks.join(''));
    return { status, stdout, log: stderr, ...(stdout && JSON.parse(stdout)) };
  }

  /** A workflow of one job that may only read metadata, with these steps, and what comes of it. */
  async steps(yaml, options) {
    this.main(`on: push\npermissions: {}\njobs:\n  only:\n    runs-on: ubuntu-24.04\n    steps:\n${indent(yaml, 6)}`);
    const result = await this.run(options);
    return { ...result, job: result.jobs?.[0], steps: result.jobs?.[0]?.steps };
  }
}

/** YAML moved to the right. */
export function indent(text, by) {
  return text.replace(/^(?=.)/gm, ' '.repeat(by));
}

/** Results by a job's id. */
export function results({ jobs }) {
  return Object.fromEntries(jobs.map(({ id, result }) => [id, result]));
}
