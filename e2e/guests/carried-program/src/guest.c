/* A guest that behaves, but carries the header of another program (ELF, x86-64): the audit wants a person to look. */
#include "../../shared/guest.h"

DESCRIBE("carried-program")

static const char program[64] = {
    0x7f, 'E', 'L', 'F', 2, 1, 1, [16] = 2, [18] = 62, [20] = 1, [52] = 64, [54] = 56, [58] = 64,
};

ASSESS {
    static const assay_check check = {
        "carried-program", "Nothing is checked", "It shows that the run took place.", {"cm-6"}};
    static assay_report report;
    json asked = json_read(request, length);
    char *seen = assay_alloc(sizeof program + 1);
    memcpy(seen, program + 1, 3);
    seen[3] = '\0';
    assay_report_start(&report, asked);
    assay_report_found(&report, &check, ASSAY_PASS, seen, "", "");
    return assay_report_answer(&report, "The runtime that asked");
}
