#define ASSAY_EXPORT(name) __attribute__((export_name(#name)))
#define ASSAY_IMPORT(module, name) __attribute__((import_module(module), import_name(name)))

ASSAY_IMPORT("assay:host@1", "take") void assay_take(void *buffer, int length);
