import { TokenType } from './github-parser.mjs';
import { Refusal } from './refusal.mjs';

/**
 * The scopes of a job's token: its own `permissions:`, or the workflow's; never both together. They must be written
 * down, scope by scope: what a repository's settings would add is not known here.
 *
 * @param fork whether a fork's pull request started the run: then nothing may be written, whatever the file says
 */
export function permissionsOf(workflow, job, fork) {
  const token = job.permissions ?? workflow.permissions;
  if (!token) throw new Refusal(`${workflow.file}: job ${job.id} has no permissions, and neither has the workflow`);
  if (token.templateTokenType !== TokenType.Mapping) {
    throw new Refusal(`${workflow.file}: job ${job.id}: write each scope, not ${token.value}`);
  }
  const scopes = { metadata: 'read' };
  for (const { key, value } of token) {
    if (value.value === 'none') continue;
    if (!fork) scopes[key.value] = value.value;
    else if (key.value !== 'id-token') scopes[key.value] = 'read';
  }
  return Object.fromEntries(Object.entries(scopes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The token that carries these scopes to the server. */
export function tokenOf(permissions) {
  const lines = Object.entries(permissions).map(([scope, access]) => `${scope}: ${access}\n`);
  return `ghs_${Buffer.from(lines.join('')).toString('base64url')}`;
}

/** The scopes that a token carries, none for one that is not such a token. */
export function scopesOf(token) {
  if (!/^ghs_[A-Za-z0-9_-]+$/.test(token)) return {};
  const lines = Buffer.from(token.slice(4), 'base64url').toString().trimEnd().split('\n');
  return Object.fromEntries(lines.map((line) => line.split(': ')));
}
