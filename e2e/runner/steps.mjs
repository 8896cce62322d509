import { CommandFiles } from './command-files.mjs';
import { runComposite } from './composite.mjs';
import { hashFiles } from './hash-files.mjs';
import { LogCommands } from './log-commands.mjs';
import { Refusal, StepFailure } from './refusal.mjs';
import { Scope } from './expression.mjs';
import { runScript } from './script.mjs';
import { act } from './actions/index.mjs';

/**
 * Steps that see each other: those of a job, or those of one use of a composite action.
 *
 * `failed` decides success() and failure(); `steps` is the context of that name.
 */
export class Steps {
  failed = false;
  steps = {};
  records = [];

  constructor(job, { inputs = {}, env = {}, folder, depth = 0, signal } = {}) {
    Object.assign(this, { job, inputs, env, folder, depth, signal });
  }

  async run(definitions) {
    for (const definition of definitions) await this.#step(definition);
  }

  /** What an expression sees, with the step's own variables when it has some. */
  scope(env = {}) {
    const { job } = this;
    const contexts = {
      ...job.contexts,
      github: {
        ...job.contexts.github,
        action_path: this.folder ?? '',
        action_status: this.failed ? 'failure' : 'success',
      },
      job: { status: job.status() },
      env: { ...job.env, ...this.env, ...env },
      steps: this.steps,
      inputs: this.inputs,
    };
    return new Scope(contexts, {
      success: () => !this.failed && !job.cancelled,
      failure: () => this.failed && !job.cancelled,
      cancelled: () => job.cancelled,
      always: () => true,
      hashFiles: (...patterns) => hashFiles(job.workspace, patterns),
    });
  }

  async #step(definition) {
    const record = { name: this.#name(definition), outcome: 'success', exitCode: 0 };
    if (definition.id) record.id = definition.id;
    this.records.push(record);
    const outputs = {};
    let tolerated = false;
    try {
      const own = this.scope().texts(definition.env);
      const scope = this.scope(own);
      if (scope.holds(definition.condition)) {
        this.job.log(`# ${record.name}`);
        tolerated = definition['continue-on-error'] ? scope.read(definition['continue-on-error']) === true : false;
        await this.#perform(definition, scope, own, record, outputs);
      } else {
        record.outcome = 'skipped';
      }
    } catch (e) {
      if (e instanceof Refusal) throw e;
      this.job.log(`::error::${e.message}`);
      Object.assign(record, { outcome: this.job.cancelled ? 'cancelled' : 'failure', message: e.message });
      record.exitCode ||= 1;
    }
    record.conclusion = record.outcome === 'failure' && tolerated ? 'success' : record.outcome;
    if (record.outcome === 'skipped') delete record.exitCode;
    if (record.conclusion === 'failure') this.failed = true;
    if (definition.id) this.steps[definition.id] = { outputs, outcome: record.outcome, conclusion: record.conclusion };
  }

  async #perform(definition, scope, own, record, outputs) {
    const { job } = this;
    const files = new CommandFiles(job.temp);
    const commands = new LogCommands(job.annotations, job.masks);
    const line = (text) => {
      commands.line(text);
      job.log(text);
    };
    const env = { ...this.env, ...own };
    const minutes = definition['timeout-minutes'] && Number(scope.read(definition['timeout-minutes']));
    const limit = job.limit(minutes, this.signal);
    const call = { job, scope, env, line, signal: limit.signal, frame: this };
    try {
      if (definition.run) {
        call.env = job.environment({ ...env, ...files.env }, this.folder);
        record.exitCode = await runScript(definition, call);
      } else if (definition.uses.value.startsWith('./')) {
        const inner = await runComposite(definition, call);
        Object.assign(outputs, inner.outputs);
        record.steps = inner.records;
        record.exitCode = inner.failed ? 1 : 0;
      } else {
        Object.assign(outputs, await act(definition, call));
      }
    } finally {
      // What it said before it failed counts too.
      Object.assign(outputs, commands.outputs, files.outputs());
      Object.assign(job.env, files.variables());
      job.path.unshift(...files.paths().reverse());
      job.summary += files.summary();
      limit.clear();
    }
    commands.check();
    if (limit.signal.aborted && !job.cancelled) throw new StepFailure('The step took longer than its timeout-minutes');
    if (record.exitCode !== 0) throw new StepFailure(`Process completed with exit code ${record.exitCode}.`);
  }

  #name({ name, run, uses }) {
    try {
      if (name) return this.scope().text(name);
    } catch {
      return name.expression;
    }
    return `Run ${run ? (run.value ?? run.expression).trim().split('\n')[0] : uses.value}`;
  }
}
