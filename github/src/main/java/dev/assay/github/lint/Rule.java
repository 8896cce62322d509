package dev.assay.github.lint;

import dev.assay.model.Word;

/** What a workflow must hold to. */
public enum Rule implements Word {
    TOP_LEVEL_PERMISSIONS(
            "the workflow's own permissions are not {}",
            "Write 'permissions: {}' above 'jobs', and give each job its own"),
    JOB_PERMISSIONS(
            "the job does not name its permissions one by one",
            "Give it a 'permissions' mapping with what it needs, or {}"),
    WIDE_PERMISSIONS(
            "the job may write what a reviewer must guard, and no environment does",
            "Take the scope away, or put the job into an environment that only the default branch may use"),
    WRITE_BESIDE_FOREIGN_CODE(
            "the job may write, and runs code or a workflow file that a pull request brings",
            "Give it read scopes only, and write from a job of a workflow_run that runs no such code"),
    FOREIGN_CHECKOUT(
            "a workflow of the default branch checks out what an event names",
            "Check out the default branch, and fetch what the event names as data: assay github fetch"),
    UNPINNED(
            "what is used can be changed under this name",
            "Name the full commit, and the version in a comment: owner/action@<40 hexadecimal digits> # v1.2.3"),
    EXPRESSION_IN_SCRIPT(
            "an expression is pasted into a script, where its text becomes code",
            "Put it into 'env', and use the variable in quotes: \"$NAME\""),
    STORED_CREDENTIALS(
            "the token stays in the checkout, where every later step can read it",
            "Write 'persist-credentials: false' beneath 'with'"),
    NO_TIMEOUT("the job may run for six hours", "Write 'timeout-minutes'"),
    CACHE_WRITTEN_BY_PULL_REQUEST(
            "a pull request could fill a cache that others read",
            "Use actions/cache/restore, and actions/cache/save only with if: github.event_name == 'push'"),
    CACHE_IN_PUBLISH(
            "what is published would depend on a cache",
            "Publish from nothing that another run left: take the cache away"),
    SECRET_BESIDE_PLUGIN_CODE(
            "a secret or a token can be reached by plugin code",
            "Build and test in a job without secrets and environment, and hand the result on as an artifact"),
    SECRET_WITHOUT_ENVIRONMENT(
            "a secret is used outside of an environment, so any branch's workflow could use it",
            "Keep it as a secret of an environment, and name that environment in the job"),
    NO_GATE_JOB(
            "no one check says whether all jobs succeeded",
            "Add a job 'done' with 'if: always()' that needs every other job, and the event 'merge_group'");

    private final String problem;
    private final String fix;

    Rule(String problem, String fix) {
        this.problem = problem;
        this.fix = fix;
    }

    /** What is wrong where it fires, and why that matters. */
    public String problem() {
        return problem;
    }

    /** What to do. */
    public String fix() {
        return fix;
    }
}
