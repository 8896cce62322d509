package dev.assay.github;

import dev.assay.model.Fields;
import dev.assay.model.Json;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A pull request as it is now.
 *
 * @param open not closed and not merged
 * @param merged whether its commits came into the base
 * @param mergeCommit what the merge made; before it, GitHub's trial merge or nothing
 * @param headRepository empty where the fork is gone
 * @param title chosen by the author: untrusted
 * @param page where people read it, as GitHub says
 */
public record PullRequest(
        long number,
        boolean open,
        boolean merged,
        boolean draft,
        String title,
        Account author,
        CommitId head,
        String headBranch,
        String headRepository,
        CommitId base,
        String baseBranch,
        String mergeCommit,
        Set<String> labels,
        String page) {
    public PullRequest {
        labels = Set.copyOf(labels);
    }

    static PullRequest read(Fields fields) {
        Fields head = fields.object("head");
        Fields base = fields.object("base");
        List<Fields> labels = fields.objects("labels", 1000);
        Set<String> names = new TreeSet<>();
        labels.forEach(label -> names.add(label.text("name")));
        Optional<String> merged = fields.optionalText("merged_at");
        return new PullRequest(
                fields.integer("number", 1, Json.LARGEST_INTEGER),
                fields.text("state").equals("open"),
                merged.isPresent(),
                fields.has("draft") && fields.flag("draft"),
                fields.text("title"),
                Account.read(fields.optionalObject("user")),
                head.value("sha", CommitId::parse),
                head.text("ref"),
                head.optionalObject("repo").map(repo -> repo.text("full_name")).orElse(""),
                base.value("sha", CommitId::parse),
                base.text("ref"),
                fields.optionalText("merge_commit_sha").orElse(""),
                names,
                fields.text("html_url"));
    }
}
