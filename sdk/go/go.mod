module assay.dev/sdk/go

go 1.24
