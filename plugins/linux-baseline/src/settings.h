/* The configuration, with the defaults of the schema. */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "rules.h"

enum { MOST_METHODS = 8 };

typedef struct {
    int64_t most_days, least_days, warn_days, umask;
    char methods[MOST_METHODS][16];
    int method_count;
    json exclude;
} settings;

/*
 * Reads what the schema accepts and nothing else: a typo must not leave a setting at its default unnoticed. False with
 * the problem, which names the setting.
 */
bool settings_read(json config, settings *out, char problem[256]);

bool settings_exclude(const settings *settings, const char *key);

#endif
