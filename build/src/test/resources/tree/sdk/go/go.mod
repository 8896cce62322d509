module example.com/fixture/sdk

go 1.24
