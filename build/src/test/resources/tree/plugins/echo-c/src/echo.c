#include "../../../sdk/c/fixture.h"

static const char answer[] = "{\"file\":\"" __FILE__ "\"}";

ASSAY_EXPORT(assay_describe) long long assay_describe(void) {
  return ((long long)(unsigned long)answer << 32) | (sizeof answer - 1);
}
