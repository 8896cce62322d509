package dev.assay.github;

import dev.assay.model.Fields;
import dev.assay.model.Json;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * A release on GitHub: a tag with files to download.
 *
 * @param uploads where its files are sent to
 * @param assets the names of its files
 */
public record Download(long id, String tag, boolean draft, URI uploads, List<String> assets) {
    public Download {
        assets = List.copyOf(assets);
    }

    static Download read(Fields fields) {
        List<String> assets = new ArrayList<>();
        fields.objects("assets", 1000).forEach(asset -> assets.add(asset.text("name")));
        return new Download(
                fields.integer("id", 1, Json.LARGEST_INTEGER),
                fields.text("tag_name"),
                fields.flag("draft"),
                fields.value("upload_url", text -> URI.create(text.replaceFirst("\\{.*", ""))),
                assets);
    }
}
