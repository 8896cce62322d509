import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { commitOf, git } from '../git.mjs';
import { StepFailure } from '../refusal.mjs';
import { yes } from './inputs.mjs';

const SHA = /^[0-9a-f]{40}$/;

/** Fetches from the run's own git server, so that the folder's origin is one that asks for a token to push. */
export const checkout = {
  inputs: { repository: '', ref: '', path: '.', 'fetch-depth': '1', 'persist-credentials': 'true', token: '' },
  async run({ inputs, job }) {
    const { event, repositories, serverUrl } = job.run;
    const name = inputs.repository || event.repository;
    const source = repositories[name];
    if (!source) throw new StepFailure(`There is no repository ${name}, or this token may not see it`);
    const folder = resolve(job.workspace, inputs.path);
    if (relative(job.workspace, folder).startsWith('..'))
      throw new StepFailure(`${inputs.path} is not under the workspace`);

    const own = name === event.repository;
    const wanted = wantedOf(inputs.ref, own ? event : { ref: git(source, ['symbolic-ref', 'HEAD']) }, source);
    refuseFork(event, name, wanted);
    mkdirSync(folder, { recursive: true });
    readdirSync(folder).forEach((each) => rmSync(join(folder, each), { recursive: true, force: true }));
    const url = `${serverUrl}/${name}`;
    git(folder, ['init', '-q', '-b', 'main']);
    git(folder, ['remote', 'add', 'origin', url]);
    await fetchInto(folder, wanted, inputs['fetch-depth'], job);
    const start = wanted.branch
      ? ['-B', wanted.branch, `refs/remotes/origin/${wanted.branch}`]
      : ['--detach', wanted.commit];
    git(folder, ['checkout', '-q', '--force', ...start]);
    if (yes('persist-credentials', inputs['persist-credentials'])) persist(folder, inputs.token || job.token, job);
    job.log(`${name} at ${wanted.ref} (${wanted.commit})`);
    return { ref: wanted.ref, commit: wanted.commit };
  },
};

/** The commit of a ref as people write it: a commit, a full ref, a branch, a tag; without one that of the event. */
function wantedOf(ref, event, source) {
  const written = ref || event.ref;
  const full = SHA.test(written)
    ? written
    : [written, `refs/heads/${written}`, `refs/tags/${written}`].find(
        (each) => each.startsWith('refs/') && commitOf(source, each),
      );
  const commit = (!ref && event.sha) || (full && commitOf(source, full));
  if (!commit) throw new StepFailure(`A branch or tag with the name '${written}' could not be found`);
  return { ref: full ?? written, commit, branch: full?.startsWith('refs/heads/') ? full.slice(11) : undefined };
}

/** The real one refuses a fork's code where the run has the repository's secrets. */
function refuseFork({ name, payload, repository }, from, { ref, commit }) {
  const pull = name === 'pull_request_target' && payload.pull_request.head;
  const run = name === 'workflow_run' && payload.workflow_run.event.startsWith('pull_request') && payload.workflow_run;
  const head = pull ? pull.repo?.full_name : run?.head_repository?.full_name;
  if (!head || head === repository) return;
  if (from === head || commit === (pull?.sha ?? run.head_sha) || /^refs\/pull\/\d+\/(head|merge)$/.test(ref)) {
    throw new StepFailure(`Refusing to check out fork pull request code from a '${name}' workflow`);
  }
}

async function fetchInto(folder, { ref, commit, branch }, depth, { run }) {
  const here = branch ? `refs/remotes/origin/${branch}` : `refs/remotes/${ref.replace(/^refs\//, '')}`;
  const get = (...args) => run.gitServer.fetch(folder, ['fetch', '-q', '--no-tags', ...args]);
  if (depth === '0') await get('origin', '+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*');
  await get(...(depth === '0' ? [] : [`--depth=${depth}`]), 'origin', `+${commit}:${here}`);
}

/** As the real one since its version 6: in a file of its own, which the folder's configuration includes. */
function persist(folder, token, { temp, masks, run }) {
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  masks.add(basic);
  const file = join(temp, `git-credentials-${randomUUID()}.config`);
  writeFileSync(file, `[http "${new URL(run.serverUrl).origin}/"]\n\textraheader = AUTHORIZATION: basic ${basic}\n`);
  git(folder, ['config', `includeIf.gitdir:${join(folder, '.git')}.path`, file]);
}
