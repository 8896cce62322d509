package dev.assay.registry.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Text stays text, wherever it stands. */
class HtmlTest {
    @Test
    void markupInTextIsShownAndNotObeyed() {
        assertThat(new Html().leaf("p", "<b>&\"'</b>").finish())
                .isEqualTo("<!doctype html>\n<p>&lt;b&gt;&amp;&quot;&#39;&lt;/b&gt;</p>\n");
    }

    @Test
    void aValueCannotLeaveItsAttribute() {
        assertThat(new Html().leaf("a", "x", "href", "\" onclick=\"alert(1)' >").finish())
                .isEqualTo("<!doctype html>\n<a href=\"&quot; onclick=&quot;alert(1)&#39; &gt;\">x</a>");
    }

    @Test
    void controlAndBidirectionalCharactersAreShownAsEscapes() {
        assertThat(new Html()
                        .open("p", "title", "\u202ea")
                        .foreign("\u2066b\u0000\n")
                        .close("p")
                        .finish())
                .isEqualTo("<!doctype html>\n<p title=\"\\u202ea\"><bdi>\\u2066b\\u0000\\u000a</bdi></p>\n");
    }

    @Test
    void lettersOfEveryScriptAreShownAsTheyAre() {
        assertThat(new Html().leaf("p", "Prüfung שלום 検査 🔒").finish()).contains("Prüfung שלום 検査 🔒");
    }

    @Test
    void elementsAreClosedInOrderAndAll() {
        assertThatThrownBy(() -> new Html().open("p").open("em").close("p"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'p' is closed inside");
        assertThatThrownBy(() -> new Html().open("p").finish()).hasMessageContaining("not closed");
    }
}
