// GitHub's own parser of workflows and actions: the schema says which keys there are and which contexts each may read.
import { register } from 'node:module';

register('./json-modules.mjs', import.meta.url);
const { convertWorkflowTemplate, parseWorkflow, NoOperationTraceWriter } = await import('@actions/workflow-parser');
const { parseAction } = await import('@actions/workflow-parser/actions/action-parser');
const { convertActionTemplate } = await import('@actions/workflow-parser/actions/action-template');
const { ensureStatusFunction } = await import('@actions/workflow-parser/model/converter/if-condition');
const { TokenType } = await import('@actions/workflow-parser/templates/tokens/types');

export { ensureStatusFunction, TokenType };

/** The tree of tokens of a workflow file, and what GitHub's converter makes of it (events, conditions, ids). */
export async function readWorkflow(name, content) {
  const parsed = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  const converted = parsed.value && (await convertWorkflowTemplate(parsed.context, parsed.value));
  return { tree: parsed.value, converted, errors: parsed.context.errors.getErrors().map((e) => e.message) };
}

/** The same of an action's file. */
export function readAction(name, content) {
  const parsed = parseAction({ name, content }, new NoOperationTraceWriter());
  const converted = parsed.value && convertActionTemplate(parsed.context, parsed.value);
  return { tree: parsed.value, converted, errors: parsed.context.errors.getErrors().map((e) => e.message) };
}
