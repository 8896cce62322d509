module example.com/fixture/echo-go

go 1.24

require example.com/fixture/sdk v0.0.0

replace example.com/fixture/sdk => ../../sdk/go
