/* The baseline's rules, one a check, and what each wants. */
#ifndef RULES_H
#define RULES_H

#include "../../../sdk/c/assay.h"

typedef enum { PERMISSIONS, LOGIN, KERNEL } rule_kind;

/* What is to be found at the place of a rule of permissions. */
typedef enum { MUST_EXIST = 1, DIRECTORY = 2, GROUP_SHADOW = 4 } rule_flag;

/* How a setting of login.defs is judged; the wanted value is the configuration's. */
typedef enum { AT_MOST_DAYS, AT_LEAST_MIN_DAYS, AT_LEAST_WARN_DAYS, UMASK_COVERS, ENCRYPT_ONE_OF } login_want;

typedef struct {
    assay_check check;
    rule_kind kind;
    const char *place; /* a path, or the name of a setting in login.defs */
    int least, most;   /* PERMISSIONS: flags and the widest mode; LOGIN: a login_want; KERNEL: the accepted values */
} rule;

extern const rule rules[];
extern const int rule_count;

/* The rule with this key, or NULL. */
const rule *rule_of(const char *key);

#endif
