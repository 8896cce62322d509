module example.com/plugins/tls-trusted

go 1.24

require assay.dev/sdk/go v0.0.0

replace assay.dev/sdk/go => ../../sdk/go
