package dev.assay.registry.site;

import dev.assay.registry.Index;
import dev.assay.registry.RegistryException;
import dev.assay.trust.TrustPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The catalogue and the status page of a registry, as files for any web server: no script, nothing from another origin,
 * text of plugins inert. A function of the index, the trust policy and the re-audit: the same give the same bytes.
 */
public final class Site {
    private final Catalogue catalogue;
    private final Frame frame;

    /**
     * Reads and judges everything that the index lists.
     *
     * @param title what the registry is called
     * @param files where the registry's files are, seen from the site's folder, or an absolute address
     * @throws RegistryException when the registry lacks a release or manifest that it lists
     */
    public Site(Index index, TrustPolicy policy, Optional<ReAudit> reAudit, String title, String files) {
        this.catalogue = Catalogue.of(index, policy, reAudit);
        this.frame = new Frame(
                title,
                "",
                files.endsWith("/") ? files : files + "/",
                "Made from index " + index.number() + ", signed " + Words.minute(index.issued()) + ". After "
                        + Words.minute(index.expires()) + " it no longer counts.");
    }

    /** How many plugins it shows. */
    public int plugins() {
        return catalogue.plugins().size();
    }

    /**
     * Writes all pages into a new folder beside this one and then puts it in its place, so that there is always a whole
     * site, the old or the new one.
     *
     * @throws RegistryException when the folder holds anything but an earlier site, or cannot be written
     */
    public void write(Path folder) {
        try (SiteFolder site = SiteFolder.beside(folder)) {
            site.write("site.css", asset("site.css"));
            site.write("icon.svg", asset("icon.svg"));
            site.write("index.html", bytes(CataloguePage.render(catalogue, frame)));
            site.write("status.html", bytes(StatusPage.render(catalogue, frame)));
            Frame below = frame.from("../../");
            catalogue.plugins().parallelStream()
                    .forEach(plugin -> site.write(
                            frame.plugin(plugin.name()), bytes(PluginPage.render(catalogue, plugin, below))));
            site.replace();
        }
    }

    private static byte[] bytes(String page) {
        return page.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] asset(String name) {
        try (InputStream in = Site.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks its own " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new RegistryException("cannot read " + name + " of this program: " + e.getMessage(), e);
        }
    }
}
