//go:build tools

package main

import _ "oras.land/oras/cmd/oras"
