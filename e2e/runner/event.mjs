import { readFileSync } from 'node:fs';
import { commitOf, mergeCommit } from './git.mjs';
import { Refusal } from './refusal.mjs';

const OF_PULL_REQUEST = ['pull_request', 'pull_request_review', 'pull_request_review_comment'];
const OF_DEFAULT_BRANCH = ['workflow_run', 'issue_comment', 'issues', 'schedule', 'pull_request_target', 'check_run'];
const OF_REF = ['push', 'merge_group', 'workflow_dispatch'];

/**
 * An event: its payload, the repository, and the ref and commit that GitHub runs it at. That commit is also the one the
 * workflow's file is taken from, which is why a pull request cannot change what runs on `workflow_run`.
 */
export function readEvent({ event: name, payload: file, repository: folder, ref }) {
  const payload = JSON.parse(readFileSync(file, 'utf8'));
  const repository = payload.repository?.full_name;
  const defaultBranch = payload.repository?.default_branch;
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository ?? '') || !defaultBranch) {
    throw new Refusal('The payload has no repository.full_name or no repository.default_branch');
  }
  const pull = payload.pull_request;
  const event = { name, payload, file, repository, defaultBranch, ref, fork: false, headRef: '', baseRef: '' };
  if (OF_PULL_REQUEST.includes(name)) {
    if (ref !== `refs/pull/${pull?.number}/merge`) throw new Refusal(`The ref of ${name} is refs/pull/N/merge`);
    Object.assign(event, { headRef: pull.head.ref, baseRef: pull.base.ref, fork: isFork(pull) });
    event.sha = merge(folder, pull);
  } else if (OF_DEFAULT_BRANCH.includes(name)) {
    if (ref !== `refs/heads/${defaultBranch}`)
      throw new Refusal(`${name} runs at refs/heads/${defaultBranch}, not ${ref}`);
    event.sha = commitOf(folder, ref);
    if (name === 'pull_request_target') Object.assign(event, { headRef: pull.head.ref, baseRef: pull.base.ref });
  } else if (OF_REF.includes(name)) {
    if (!/^refs\/(heads|tags)\/./.test(ref)) throw new Refusal(`--ref is refs/heads/… or refs/tags/…, not ${ref}`);
    event.sha = commitOf(folder, payload.after ?? payload.merge_group?.head_sha ?? ref);
  } else {
    throw new Refusal(`The event ${name} is not supported`);
  }
  if (!event.sha) throw new Refusal(`The repository has no commit for ${name} at ${ref}`);
  return event;
}

/** Also when the fork is gone: then nobody can say that it was the repository itself. */
function isFork(pull) {
  return pull.head.repo?.full_name?.toLowerCase() !== pull.base.repo?.full_name?.toLowerCase();
}

function merge(folder, pull) {
  const base = commitOf(folder, `refs/heads/${pull.base.ref}`);
  const head = commitOf(folder, pull.head.sha);
  if (!base || !head) throw new Refusal(`The repository lacks the base or the head of pull request ${pull.number}`);
  const merged = mergeCommit(folder, pull.number, base, head);
  if (!merged) throw new Refusal(`Pull request ${pull.number} conflicts with its base: GitHub starts nothing`);
  return merged;
}
