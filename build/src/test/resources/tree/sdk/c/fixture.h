#define ASSAY_EXPORT(name) __attribute__((export_name(#name)))
