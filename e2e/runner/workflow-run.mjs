import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Artifacts } from './artifacts.mjs';
import { Scope } from './expression.mjs';
import { githubContext } from './github-context.mjs';
import { Job } from './job.mjs';
import { rowsOf } from './matrix.mjs';
import { Refusal } from './refusal.mjs';

/** One run of a workflow: its jobs one after the other, each after those it needs. */
export class WorkflowRun {
  cancelled = false;
  records = [];
  #states = {};
  #count = 0;
  #current;

  constructor(options, event, workflow, { gitServer, masks, log, repositories }) {
    Object.assign(this, { options, event, workflow, gitServer, masks, log, repositories, serverUrl: gitServer.url });
    this.folder = join(options.work, 'runs', options.runId);
    this.cacheFolder = join(options.work, 'cache');
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true });
    this.artifacts = new Artifacts(join(this.folder, 'artifacts'), options.server, options.runId);
    this.github = githubContext(event, workflow, options, gitServer.url);
  }

  nextJob() {
    return ++this.#count;
  }

  cancel() {
    this.cancelled = true;
    this.#current?.cancel();
  }

  /** Runs all jobs; the conclusion. */
  async perform() {
    for (const job of this.workflow.jobs) {
      const outcome = await this.#decide(job);
      this.#states[job.id] = { ...outcome, above: job.needs.flatMap((id) => [id, ...this.#states[id].above]) };
      this.log(`[${job.id}] ends as ${outcome.result}`);
    }
    const results = Object.values(this.#states).map(({ result }) => result);
    if (results.includes('failure')) return 'failure';
    if (results.includes('cancelled')) return 'cancelled';
    return results.includes('success') ? 'success' : 'skipped';
  }

  async #decide(job) {
    const needs = Object.fromEntries(
      job.needs.map((id) => [id, { result: this.#states[id].result, outputs: this.#states[id].outputs }]),
    );
    try {
      const scope = new Scope({ github: this.github, needs }, this.#statusFunctions(job));
      if (!scope.holds(job.condition)) {
        const result = this.cancelled ? 'cancelled' : 'skipped';
        this.records.push({ id: job.id, name: job.id, result, outputs: {}, steps: [] });
        return { result, outputs: {} };
      }
      this.#sayConcurrency(job, scope);
      const rows = job.strategy?.matrix ? rowsOf(scope.read(job.strategy.matrix)) : [undefined];
      return await this.#rows(job, rows, needs, scope);
    } catch (e) {
      if (e instanceof Refusal) throw e;
      this.log(`[${job.id}] ::error::${e.message}`);
      this.records.push({ id: job.id, name: job.id, result: 'failure', message: e.message, outputs: {}, steps: [] });
      return { result: 'failure', outputs: {} };
    }
  }

  /** Of a job's condition. Success means every job above, so a skipped one skips those after it too. */
  #statusFunctions({ needs }) {
    const above = needs.flatMap((id) => [id, ...this.#states[id].above]).map((id) => this.#states[id].result);
    const plain =
      (name, call) =>
      (...jobs) => {
        if (jobs.length) throw new Refusal(`${name}() of named jobs is not supported`);
        return call();
      };
    return {
      success: plain('success', () => !this.cancelled && above.every((result) => result === 'success')),
      failure: plain('failure', () => !this.cancelled && above.includes('failure')),
      cancelled: () => this.cancelled,
      always: () => true,
    };
  }

  async #rows(job, rows, needs, scope) {
    const failFast = job.strategy?.['fail-fast'] ? scope.read(job.strategy['fail-fast']) !== false : true;
    const results = [];
    const outputs = {};
    for (const [index, matrix] of rows.entries()) {
      const strategy = {
        'fail-fast': failFast,
        'job-index': index,
        'job-total': rows.length,
        'max-parallel': rows.length,
      };
      const stopped = this.cancelled || (failFast && results.includes('failure'));
      const record = {
        id: job.id,
        name: job.id,
        ...(matrix && { matrix }),
        result: 'cancelled',
        outputs: {},
        steps: [],
      };
      this.records.push(record);
      if (!stopped) await this.#row(job, record, { matrix, strategy, needs });
      results.push(record.result);
      Object.assign(outputs, Object.fromEntries(Object.entries(record.outputs).filter(([, value]) => value !== '')));
    }
    const worst = ['failure', 'cancelled'].find((each) => results.includes(each));
    return { result: worst ?? 'success', outputs };
  }

  async #row(definition, record, { matrix, strategy, needs }) {
    const scope = new Scope({ github: this.github, needs, matrix, strategy });
    if (definition.name) record.name = scope.text(definition.name);
    else if (matrix)
      record.name += ` (${Object.values(matrix)
        .map((each) => (typeof each === 'object' ? JSON.stringify(each) : each))
        .join(', ')})`;
    const machine = [scope.read(definition['runs-on'])].flat();
    if (!/^ubuntu-[\w.-]+$/.test(machine.join()))
      throw new Refusal(`${definition.id}: runs-on ${machine} is not an Ubuntu machine`);
    const environment = definition.environment && scope.read(definition.environment);
    record.environment = typeof environment === 'object' ? environment?.name : environment;
    const job = new Job(this, definition, { matrix, strategy, needs, secrets: this.#secrets(record.environment) });
    const distrust = this.gitServer.trust(job.token);
    this.#current = job;
    try {
      Object.assign(record, await job.perform());
    } catch (e) {
      if (e instanceof Refusal) throw e;
      job.log(`::error::${e.message}`);
      Object.assign(record, { result: 'failure', message: e.message });
    } finally {
      this.#current = undefined;
      distrust();
      const { permissions, annotations, summary, attestations } = job;
      Object.assign(record, { permissions, annotations, summary, attestations, steps: job.steps.records });
    }
  }

  /** An environment's secrets are for the jobs that name it, and nobody's are for a fork. */
  #secrets(environment) {
    if (this.event.fork) return {};
    const { secrets } = this.options;
    if (environment === 'repository') throw new Refusal("An environment cannot be called 'repository' here");
    return { ...secrets.repository, ...(environment ? secrets[environment] : {}) };
  }

  #sayConcurrency(job, scope) {
    for (const token of [this.workflow.concurrency, job.concurrency].filter(Boolean)) {
      this.log(`[${job.id}] concurrency is ignored: ${JSON.stringify(scope.read(token))}`);
    }
  }
}
