import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { killLeftOver } from './process.mjs';
import { permissionsOf, tokenOf } from './permissions.mjs';
import { Scope } from './expression.mjs';
import { Steps } from './steps.mjs';

const TRACKING = 'RUNNER_TRACKING_ID';
// What always() has left to do in a cancelled job may take as long as GitHub gives it.
const GRACE_MINUTES = 5;
const ARCH = { x64: 'X64', arm64: 'ARM64' };

/** One job of a run: a fresh folder, a token, and its steps. Nothing of it outlives it but outputs, artifacts, caches. */
export class Job {
  env = {};
  path = [];
  annotations = [];
  summary = '';
  posts = [];
  attestations = [];
  cancelled = false;
  #tracking = `github_${randomUUID()}`;
  #cancel = new AbortController();

  constructor(run, definition, { matrix, strategy, needs, secrets }) {
    const { event, options, masks } = run;
    this.permissions = permissionsOf(run.workflow, definition, event.fork);
    this.token = tokenOf(this.permissions);
    Object.assign(this, { run, definition, masks });
    this.root = join(run.folder, 'jobs', `${run.nextJob()}-${definition.id}`);
    const name = event.repository.split('/')[1];
    this.home = join(this.root, 'home');
    this.temp = join(this.root, 'temp');
    this.workspace = join(this.root, 'work', name, name);
    const tools = join(this.root, 'tools');
    const shared = join(this.root, 'tmp');
    [this.home, this.temp, this.workspace, tools, shared].forEach((folder) => mkdirSync(folder, { recursive: true }));
    // A copy, so that no job changes what another believes has happened.
    const payload = join(this.temp, '_github_workflow_event.json');
    copyFileSync(event.file, payload);
    [this.token, ...Object.values(secrets)].forEach((secret) => masks.add(String(secret)));
    this.contexts = {
      github: { ...run.github, job: definition.id, token: this.token, workspace: this.workspace, event_path: payload },
      runner: {
        name: 'runner',
        os: 'Linux',
        arch: ARCH[process.arch],
        temp: this.temp,
        tool_cache: tools,
        environment: 'github-hosted',
      },
      secrets: { ...secrets, GITHUB_TOKEN: this.token },
      matrix,
      strategy,
      needs,
    };
    this.machine = {
      LANG: 'C.UTF-8',
      USER: 'runner',
      PATH: process.env.PATH,
      TMPDIR: shared,
      ...options.image,
      HOME: this.home,
    };
    this.steps = new Steps(this);
  }

  /** Runs the steps; the job's result. */
  async perform() {
    const scope = new Scope(this.contexts);
    const limit = this.limit(
      this.definition['timeout-minutes'] ? Number(scope.read(this.definition['timeout-minutes'])) : 360,
    );
    limit.signal.addEventListener('abort', () => this.cancel());
    try {
      this.env = { ...scope.texts(this.run.workflow.env), ...scope.texts(this.definition.env) };
      this.defaults = { ...this.run.workflow.defaults, ...this.definition.defaults };
      await this.steps.run(this.definition.steps);
      for (const post of this.posts.reverse()) await post(this.status());
      return { result: this.status(), outputs: this.#outputs() };
    } finally {
      limit.clear();
      killLeftOver(TRACKING, this.#tracking);
      if (!this.run.options.keep) rmSync(this.root, { recursive: true, force: true });
    }
  }

  status() {
    if (this.cancelled) return 'cancelled';
    return this.steps?.failed ? 'failure' : 'success';
  }

  /** Ends the running step; later ones run only if they ask for cancelled() or always(). */
  cancel() {
    this.cancelled = true;
    this.#cancel.abort();
    const last = new AbortController();
    this.#cancel = last;
    setTimeout(() => last.abort(), GRACE_MINUTES * 60_000).unref();
  }

  /** A signal for what may take only so long, and ends with the job or with the step around it. */
  limit(minutes, around) {
    const own = new AbortController();
    const timer = minutes ? setTimeout(() => own.abort(), minutes * 60_000) : undefined;
    const signal = AbortSignal.any([own.signal, this.#cancel.signal, ...(around ? [around] : [])]);
    return { minutes, signal, clear: () => clearTimeout(timer) };
  }

  log(text) {
    this.run.log(`[${this.definition.id}] ${text}`);
  }

  /** The whole environment of a step's process: the machine's, the workflow's, and last what GitHub always sets. */
  environment(own, folder) {
    const env = { ...this.machine, CI: 'true', ...this.env, ...own };
    env.PATH = [...this.path, env.PATH].join(':');
    for (const [name, value] of Object.entries(this.contexts.github)) {
      if (!['event', 'token'].includes(name)) env[`GITHUB_${name.toUpperCase()}`] = String(value);
    }
    for (const [name, value] of Object.entries(this.contexts.runner)) env[`RUNNER_${name.toUpperCase()}`] = value;
    if (folder) env.GITHUB_ACTION_PATH = folder;
    return { ...env, GITHUB_ACTIONS: 'true', [TRACKING]: this.#tracking };
  }

  /** GitHub passes no output on that holds a secret. */
  #outputs() {
    const outputs = this.steps.scope().texts(this.definition.outputs);
    for (const name of Object.keys(outputs).filter((each) => this.masks.has(outputs[each]))) {
      this.annotations.push({ level: 'warning', message: `Skip output '${name}' since it may contain secret.` });
      delete outputs[name];
    }
    return outputs;
  }
}
