/** The context `github` as far as all jobs of a run share it. Each of it but the event is also a variable GITHUB_…. */
export function githubContext(event, workflow, options, serverUrl) {
  const sender = event.payload.sender?.login ?? 'somebody';
  return {
    event: event.payload,
    event_name: event.name,
    repository: event.repository,
    repository_owner: event.repository.split('/')[0],
    repository_id: String(event.payload.repository.id ?? ''),
    ref: event.ref,
    ref_name: event.ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    ref_type: event.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    head_ref: event.headRef,
    base_ref: event.baseRef,
    sha: event.sha,
    actor: sender,
    triggering_actor: sender,
    workflow: workflow.name,
    workflow_ref: `${event.repository}/${workflow.file}@${event.ref}`,
    workflow_sha: event.sha,
    run_id: options.runId,
    run_number: '1',
    run_attempt: '1',
    server_url: serverUrl,
    api_url: options.server,
    graphql_url: `${options.server}/graphql`,
  };
}
