import { execFileSync, spawnSync } from 'node:child_process';

// The configuration of whoever runs the tests has no say.
const ENV = {
  PATH: process.env.PATH,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_AUTHOR_NAME: 'GitHub',
  GIT_AUTHOR_EMAIL: 'noreply@github.com',
  GIT_COMMITTER_NAME: 'GitHub',
  GIT_COMMITTER_EMAIL: 'noreply@github.com',
  LC_ALL: 'C.UTF-8',
};

/** What git prints; fails with what it says. */
export function git(folder, args, { env = {}, raw = false } = {}) {
  const options = { cwd: folder, env: { ...ENV, ...env }, maxBuffer: 64 << 20, stdio: ['ignore', 'pipe', 'pipe'] };
  const output = execFileSync('git', ['-c', 'safe.directory=*', ...args], options);
  return raw ? output : output.toString().trim();
}

/** The commit that a name means, if it means one. */
export function commitOf(folder, name) {
  const args = ['-c', 'safe.directory=*', 'rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
  const { status, stdout } = spawnSync('git', args, { cwd: folder, env: ENV });
  return status === 0 ? stdout.toString().trim() : undefined;
}

/**
 * The commit that GitHub merges a pull request's head into its base with, kept under `refs/pull/N/merge` as GitHub keeps
 * it; none when they conflict.
 */
export function mergeCommit(folder, number, base, head) {
  const ref = `refs/pull/${number}/merge`;
  const kept = commitOf(folder, ref);
  if (kept && git(folder, ['log', '-1', '--format=%P', kept]) === `${base} ${head}`) return kept;
  const args = ['-c', 'safe.directory=*', 'merge-tree', '--write-tree', '--no-messages', base, head];
  const { status, stdout } = spawnSync('git', args, { cwd: folder, env: ENV });
  if (status !== 0) return undefined;
  const tree = stdout.toString().trim();
  const merged = git(folder, ['commit-tree', tree, '-p', base, '-p', head, '-m', `Merge ${head} into ${base}`]);
  git(folder, ['update-ref', ref, merged]);
  return merged;
}
