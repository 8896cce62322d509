/* Judges the rules by what the host says of files. */
#ifndef JUDGE_H
#define JUDGE_H

#include "settings.h"

/* What several rules share: the text of login.defs, and the number of the group shadow. */
typedef struct {
    const settings *settings;
    assay_result login_defs;
    char *login_text; /* NULL where there is none to judge */
    int64_t shadow;   /* -1 where it is not known */
} host;

typedef struct {
    assay_judgement judgement;
    char actual[128], expected[128], remarks[384];
    char code[32]; /* why it could not be judged, else empty */
} verdict;

host host_read(const settings *settings);

void judge(const rule *rule, const host *host, verdict *out);

#endif
