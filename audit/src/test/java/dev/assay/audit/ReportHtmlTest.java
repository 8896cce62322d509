package dev.assay.audit;

import static dev.assay.audit.ModuleBytes.module;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.audit.report.ReportHtml;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** One page: whole, without scripts, the same bytes each time, and inert whatever things are called. */
class ReportHtmlTest {
    private static final String HOSTILE = "\u001b[31mx\r\n\u202egnp.exe\u2066<script>alert(1)</script>&amp;\"' "
            + "</title></style></code></bdi><img src=x onerror=alert(1)><!-- ]]> javascript:x";

    /** A loop that nothing leaves. */
    private static final byte[] ENDLESS = ModuleBytes.bytes(0x03, 0x40, 0x0c, 0x00, 0x0b, 0x0b);

    @Test
    void theVerdictComesFirstThenTheFindingsWithTheirCodeThenTheAnatomy() {
        byte[] calls = ModuleBytes.bytes(0x10, 0, 0x0b);
        byte[] module = module().function(0, ENDLESS)
                .function(0, calls)
                .export("f", 0, 1)
                .bytes();
        String page = page(AuditRequest.ofModule("m.wasm", module));
        assertThat(page.indexOf("<h2>Flagged</h2>"))
                .isPositive()
                .isLessThan(page.indexOf(">Findings<"))
                .isLessThan(page.indexOf(">Anatomy<"));
        assertThat(page.indexOf(">Findings<")).isLessThan(page.indexOf(">Anatomy<"));
        assertThat(page).containsPattern("R10 review</span> Loop without an end");
        assertThat(page).containsPattern("<mark>\\(;@[0-9a-f]+ +;\\) +loop ;; label = @1</mark>");
        assertThat(page).contains("<rect class=\"s-code\"", "class=\"m-review\"", "class=\"entropy-line\"");
    }

    @Test
    void whatChangedIsShownAgainstTheVersionBefore() {
        byte[] before = module().importing("assay:file@1", "call", "ii", "i")
                .function(0)
                .bytes();
        byte[] after = module().importing("assay:exec@1", "call", "ii", "i")
                .function(0, ENDLESS)
                .bytes();
        String page = page(AuditRequest.ofModule("m.wasm", after).withPrevious(before));
        assertThat(page)
                .contains("<li class=\"chip plus\">+ exec ", "<li class=\"chip minus\">− file ")
                .contains("<strong>It asks for more than before.</strong>")
                .contains("<ins>+ assay:exec@1 call ", "<del>- assay:file@1 call ")
                .containsPattern("<ins>\\+ +loop ;; label = @1</ins>");
        assertThat(page(AuditRequest.ofModule("m.wasm", after))).doesNotContain("What changed");
    }

    @Test
    void thePageIsWholeAndMayLoadNothing() throws Exception {
        String page = page(
                AuditRequest.ofModule("m.wasm", module().function(0, ENDLESS).bytes()));
        String style = page.substring(page.indexOf("<style>") + 7, page.indexOf("</style>"));
        String hash = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8)));
        assertThat(page).contains("default-src 'none'; style-src 'sha256-" + hash + "'; base-uri 'none'");
        assertThat(style).doesNotContain("url(", "@import");
        Document document = parsed(page);
        assertThat(document.getElementsByTagName("script").getLength()).isZero();
        NodeList all = document.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            Element element = (Element) all.item(i);
            assertThat(element.hasAttribute("src") || element.hasAttribute("style"))
                    .isFalse();
            assertThat(element.getAttribute("href")).matches("|#m1-f[0-9]+");
        }
    }

    @Test
    void hostileNamesAreTextWhereverTheyStand() throws Exception {
        byte[] module = module().importing(HOSTILE, HOSTILE, "i", "i")
                .function(2_000)
                .names(HOSTILE, HOSTILE)
                .custom(HOSTILE, new byte[9])
                .bytes();
        AuditRequest request = AuditRequest.ofPlugin(HOSTILE, module, Audits.manifest("{}"))
                .withPrevious(module().function(1).bytes());
        String page = page(request);
        Document document = parsed(page);
        assertThat(document.getElementsByTagName("script").getLength()).isZero();
        assertThat(document.getElementsByTagName("img").getLength()).isZero();
        assertThat(document.getDocumentElement().getTextContent()).contains("<script>alert(1)</script>", "\\u202e");
        assertThat(page.chars().filter(c -> c != '\n'))
                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT);
    }

    @Test
    void theSameBytesGiveTheSamePage() {
        byte[] module =
                module().importing("env", "eval", "i", "i").function(0, ENDLESS).bytes();
        assertThat(page(AuditRequest.ofModule("m.wasm", module)))
                .isEqualTo(page(AuditRequest.ofModule("m.wasm", module)));
    }

    @Test
    void whatIsLeftOutIsCounted() {
        ModuleBytes module = module();
        for (int i = 0; i < 3_000; i++) {
            module.function(0, ENDLESS).custom("section" + i, new byte[1]);
        }
        AuditRequest request = AuditRequest.ofPlugin("m.wasm", module.bytes(), Audits.manifest("{}"))
                .withPrevious(module().bytes());
        String page = page(request);
        assertThat(page.length()).isLessThan(1 << 20);
        assertThat(page).contains("and 2,970 more functions, which").containsPattern("and 29\\d\\d more</p>");
        assertThat(Pattern.compile("<pre class=\"wat\"").matcher(page).results().count())
                .isLessThan(150);
    }

    @Test
    void aFileThatIsNoModuleOrCouldNotBeReadHasItsPlace() throws Exception {
        byte[] bytes = {1, 2, 3};
        AuditRequest request = AuditRequest.ofModule("x.wasm", bytes);
        Map<String, AuditRequest> requests = new HashMap<>(Map.of("x.wasm", request));
        List<AuditedFile> files = List.of(
                judged(Audits.auditor().audit(request)),
                judged(Audits.module(new byte[0])),
                new AuditedFile.Unread("gone.wasm", "cannot audit 'gone.wasm': there is no such file"));
        String page = ReportHtml.render(files, requests);
        parsed(page);
        assertThat(page).contains("<h1>Audit of 3 modules</h1>", "<h2>Not audited</h2>", "not readable");
        List<AuditedFile> many = Collections.nCopies(ReportHtml.MOST_FILES + 1, files.getFirst());
        assertThatThrownBy(() -> ReportHtml.render(many, requests)).isInstanceOf(IllegalArgumentException.class);
    }

    /** The page is written so that a strict reader takes it, but for the elements that have no end. */
    private static Document parsed(String page) throws Exception {
        String strict = page.replace("<!DOCTYPE html>", "")
                .replace("&nbsp;", " ")
                .replaceAll("<meta ([^>]*)>", "<meta $1/>")
                .replaceAll("(?s)<style>.*?</style>", "");
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(strict.getBytes(StandardCharsets.UTF_8)));
    }

    private static String page(AuditRequest request) {
        return ReportHtml.render(List.of(judged(Audits.auditor().audit(request))), Map.of(request.path(), request));
    }

    private static AuditedFile judged(Report report) {
        return new AuditedFile.Judged(report, Duration.ofMillis(12));
    }
}
