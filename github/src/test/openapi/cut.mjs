// Cuts GitHub's own OpenAPI description down to the operations that the room uses, for the fake GitHub of the tests.
//   npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-23.0.2.tgz
//   node cut.mjs package/generated/api.github.com.json > ../resources/dev/assay/github/fake/openapi.json
// What stays is word for word GitHub's; what goes are other operations, prose and examples.
import { readFileSync } from "node:fs";

const R = "/repos/{owner}/{repo}";
const OPERATIONS = {
  [R]: ["get"],
  [`${R}/actions/artifacts/{artifact_id}/{archive_format}`]: ["get"],
  [`${R}/actions/runs/{run_id}/artifacts`]: ["get"],
  [`${R}/check-runs`]: ["post"],
  [`${R}/code-scanning/sarifs`]: ["post"],
  [`${R}/commits/{commit_sha}/pulls`]: ["get"],
  [`${R}/commits/{ref}`]: ["get"],
  [`${R}/commits/{ref}/check-runs`]: ["get"],
  [`${R}/issues`]: ["get", "post"],
  [`${R}/issues/comments/{comment_id}`]: ["patch"],
  [`${R}/issues/comments/{comment_id}/reactions`]: ["post"],
  [`${R}/issues/{issue_number}`]: ["patch"],
  [`${R}/issues/{issue_number}/comments`]: ["get", "post"],
  [`${R}/issues/{issue_number}/labels`]: ["post"],
  [`${R}/issues/{issue_number}/labels/{name}`]: ["delete"],
  [`${R}/labels`]: ["post"],
  [`${R}/pulls`]: ["get"],
  [`${R}/pulls/{pull_number}`]: ["get"],
  [`${R}/pulls/{pull_number}/files`]: ["get"],
  [`${R}/pulls/{pull_number}/merge`]: ["put"],
  [`${R}/pulls/{pull_number}/requested_reviewers`]: ["post"],
  [`${R}/pulls/{pull_number}/reviews`]: ["get", "post"],
  [`${R}/pulls/{pull_number}/reviews/{review_id}/dismissals`]: ["put"],
  [`${R}/releases`]: ["get", "post"],
  [`${R}/releases/tags/{tag}`]: ["get"],
  [`${R}/releases/{release_id}`]: ["patch", "delete"],
  [`${R}/releases/{release_id}/assets`]: ["post"],
};

const whole = JSON.parse(readFileSync(process.argv[2], "utf8"));
const cut = { openapi: whole.openapi, info: { title: whole.info.title, version: whole.info.version }, paths: {}, components: {} };

/** Without prose: keys of an object that describe and do not decide. A property may have such a name, so those stay. */
function bare(node, isProperties = false) {
  if (Array.isArray(node)) return node.map((one) => bare(one));
  if (node === null || typeof node !== "object") return node;
  const prose = (key) => ["description", "summary", "example", "examples", "externalDocs", "tags", "title", "deprecated"].includes(key) || key.startsWith("x-");
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => isProperties || !prose(key))
      .map(([key, value]) => [key, bare(value, !isProperties && key === "properties")]),
  );
}

function keep(node) {
  if (node === null || typeof node !== "object") return;
  if (typeof node.$ref === "string") {
    const [, , kind, name] = node.$ref.split("/");
    cut.components[kind] ??= {};
    if (name in cut.components[kind]) return;
    // OpenAPI wants a description of each response.
    cut.components[kind][name] = { ...bare(whole.components[kind][name]), ...(kind === "responses" ? { description: "" } : {}) };
    keep(cut.components[kind][name]);
    return;
  }
  Object.values(node).forEach(keep);
}

for (const [path, methods] of Object.entries(OPERATIONS)) {
  cut.paths[path] = {};
  for (const method of methods) {
    const operation = whole.paths[path]?.[method];
    if (!operation) throw new Error(`no ${method} ${path} in ${process.argv[2]}`);
    cut.paths[path][method] = bare(operation);
    keep(cut.paths[path][method]);
  }
}
process.stdout.write(JSON.stringify(cut) + "\n");
