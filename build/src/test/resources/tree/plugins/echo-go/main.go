package main

import "example.com/fixture/sdk"

var answer = []byte(sdk.Describe())

//go:wasmexport assay_describe
func describe() int64 { return int64(len(answer)) }

func main() {}
