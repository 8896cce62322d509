#!/usr/bin/env node
// Runs one workflow of a repository for one event; see README.md. Prints one JSON object; logs go to standard error.
import { mkdirSync } from 'node:fs';
import { readEvent } from './event.mjs';
import { GitServer } from './git-server.mjs';
import { git } from './git.mjs';
import { Masks } from './mask.mjs';
import { readOptions } from './options.mjs';
import { Refusal } from './refusal.mjs';
import { whyNot } from './trigger.mjs';
import { WorkflowRun } from './workflow-run.mjs';
import { parseWorkflow } from './workflow.mjs';

const STATUS = { success: 0, failure: 1, cancelled: 1, skipped: 4, 'not-triggered': 3 };
const REFUSED = 2;

async function main(args) {
  const options = readOptions(args);
  const masks = new Masks();
  Object.values(options.secrets)
    .flatMap((each) => Object.values(each))
    .forEach((secret) => masks.add(String(secret)));
  const log = (text) => process.stderr.write(`${masks.hide(text)}\n`);
  const event = readEvent(options);
  const workflow = await parseWorkflow(options.workflow, fileAt(options, event.sha));
  const about = {
    format: 'assay.workflow-run/1',
    workflow: workflow.name,
    event: event.name,
    run: options.runId,
    sha: event.sha,
  };
  const reason = whyNot(workflow, event, options.repository);
  if (reason) return print({ ...about, conclusion: 'not-triggered', reason, jobs: [] }, masks);

  mkdirSync(options.work, { recursive: true });
  const repositories = { ...options.repositories, [event.repository]: options.repository };
  const gitServer = await GitServer.start(repositories);
  try {
    const run = new WorkflowRun(options, event, workflow, { gitServer, masks, log, repositories });
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => run.cancel());
    const conclusion = await run.perform();
    return print({ ...about, conclusion, jobs: run.records, artifacts: run.artifacts.names() }, masks);
  } finally {
    await gitServer.stop();
  }
}

/** The workflow as GitHub takes it: from the commit that the event runs at. */
function fileAt({ repository, workflow }, sha) {
  if (!/^\.github\/workflows\/[\w.-]+\.ya?ml$/.test(workflow)) {
    throw new Refusal(`--workflow is a path in the repository, such as .github/workflows/build.yml, not ${workflow}`);
  }
  try {
    return git(repository, ['show', `${sha}:${workflow}`], { raw: true }).toString();
  } catch {
    throw new Refusal(`There is no ${workflow} at ${sha}`);
  }
}

function print(result, masks) {
  process.stdout.write(
    `${JSON.stringify(result, (_, value) => (typeof value === 'string' ? masks.hide(value) : value))}\n`,
  );
  return STATUS[result.conclusion];
}

main(process.argv.slice(2)).then(
  (status) => (process.exitCode = status),
  (e) => {
    process.stderr.write(e instanceof Refusal ? `${e.message}\n` : `${e.stack}\n`);
    process.exitCode = REFUSED;
  },
);
