import assert from 'node:assert/strict';
import test from 'node:test';
import { CHECKOUT, indent, World } from './world.mjs';

const action = (steps, rest = '') =>
  `name: a\ndescription: a\n${rest}runs:\n  using: composite\n  steps:\n${indent(steps, 4)}`;

async function run(t, files, steps) {
  const world = await World.open(t);
  const text = `on: push\npermissions: {}\njobs:\n  only:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: ${CHECKOUT}\n${indent(steps, 6)}`;
  world.main(
    text,
    Object.fromEntries(Object.entries(files).map(([name, content]) => [`.github/actions/${name}/action.yml`, content])),
  );
  const result = await world.run();
  return { ...result, steps: result.jobs?.[0].steps.slice(1) };
}

const GREET = action(
  `- id: say
  shell: bash
  env: {WHO: '\${{ inputs.who }}', HOW: '\${{ inputs.how }}'}
  run: |
    echo "text=$HOW $WHO" >>"$GITHUB_OUTPUT"
    echo FROM_ACTION=1 >>"$GITHUB_ENV"
    test "$(basename "$GITHUB_ACTION_PATH")" = greet && test "$OUTER" = outer`,
  `inputs: {who: {description: who, required: true}, how: {description: how, default: hello}}
outputs: {text: {description: text, value: '\${{ steps.say.outputs.text }}'}}
`,
);

test('a composite action has inputs with defaults, steps and outputs of its own', async (t) => {
  const result = await run(
    t,
    { greet: GREET },
    `- id: greet
  uses: ./.github/actions/greet
  env: {OUTER: outer}
  with: {WHO: "it's \${{ github.ref_name }}"}
- name: "\${{ steps.greet.outputs.text }} [\${{ steps.say.outputs.text }}]"
  run: test "$FROM_ACTION" = 1 && test -z "$OUTER"`,
  );
  assert.equal(result.conclusion, 'success', result.log);
  assert.equal(result.steps[1].name, "hello it's main []");
  assert.equal(result.steps[0].steps[0].id, 'say');
});

test('an input that the action does not know is warned of', async (t) => {
  const result = await run(
    t,
    { greet: GREET },
    '- uses: ./.github/actions/greet\n  env: {OUTER: outer}\n  with: {whom: me}',
  );
  assert.match(result.jobs[0].annotations[0].message, /Unexpected input 'whom'/);
});

test('a failure within fails the step, and success() within means the action, not the job', async (t) => {
  const inner = action(
    "- shell: bash\n  run: exit 5\n- shell: bash\n  run: 'true'\n- if: always()\n  shell: bash\n  run: 'true'",
  );
  const late = action("- if: success()\n  shell: bash\n  run: 'true'");
  const result = await run(
    t,
    { inner, late },
    '- uses: ./.github/actions/inner\n- if: always()\n  uses: ./.github/actions/late',
  );
  assert.deepEqual(
    result.steps[0].steps.map(({ outcome }) => outcome),
    ['failure', 'skipped', 'success'],
  );
  assert.deepEqual([result.steps[0].outcome, result.steps[0].steps[0].exitCode], ['failure', 5]);
  assert.equal(result.steps[1].steps[0].outcome, 'success');
});

test('an action uses another, and one that uses itself ends', async (t) => {
  const outer = action('- uses: ./.github/actions/inner');
  const inner = action('- shell: bash\n  run: echo innermost');
  const nested = await run(t, { outer, inner }, '- uses: ./.github/actions/outer');
  assert.match(nested.log, /innermost/);
  const endless = await run(t, { self: action('- uses: ./.github/actions/self') }, '- uses: ./.github/actions/self');
  assert.equal(endless.conclusion, 'failure');
  assert.match(endless.log, /nested deeper than 10/);
});

test('an action sees no secrets, and a shell must be said', async (t) => {
  const secret = action('- shell: bash\n  run: echo ${{ secrets.KEY }}');
  assert.match(
    (await run(t, { secret }, '- uses: ./.github/actions/secret')).log,
    /Unrecognized named-value: 'secrets'/,
  );
  const shell = action('- run: echo');
  assert.match((await run(t, { shell }, '- uses: ./.github/actions/shell')).log, /shell/);
});

test('a step within that takes too long ends with the step around it', async (t) => {
  const slow = action('- shell: bash\n  run: sleep 600');
  const result = await run(t, { slow }, '- uses: ./.github/actions/slow\n  timeout-minutes: 0.01');
  assert.equal(result.steps[0].outcome, 'failure');
});

test('before the checkout there is no action, and outside of the workspace there is none', async (t) => {
  const result = await run(t, {}, '- continue-on-error: true\n  uses: ./.github/actions/none\n- uses: ./../out');
  assert.match(result.steps[0].message, /Was the repository checked out/);
  assert.match(result.steps[1].message, /outside of the workspace/);
});
