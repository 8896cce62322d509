package main

import (
	"strconv"
	"strings"
)

// parseAddress reads an IPv4 or IPv6 address into its 4 or 16 bytes.
func parseAddress(text string) (string, bool) {
	if !strings.Contains(text, ":") {
		return parseIPv4(text)
	}
	head, tail, short := strings.Cut(text, "::")
	first, ok1 := parseGroups(head)
	last, ok2 := parseGroups(tail)
	zeros := 16 - len(first) - len(last)
	if !ok1 || !ok2 || short && zeros < 2 || !short && zeros != 0 {
		return "", false
	}
	return first + strings.Repeat("\x00", zeros) + last, true
}

func parseGroups(text string) (string, bool) {
	if text == "" {
		return "", true
	}
	bytes := ""
	for _, group := range strings.Split(text, ":") {
		n, err := strconv.ParseUint(group, 16, 16)
		if err != nil || len(group) > 4 {
			return "", false
		}
		bytes += string([]byte{byte(n >> 8), byte(n)})
	}
	return bytes, len(bytes) <= 16
}

func parseIPv4(text string) (string, bool) {
	parts := strings.Split(text, ".")
	if len(parts) != 4 {
		return "", false
	}
	bytes := make([]byte, 4)
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 8)
		if err != nil || len(part) > 1 && part[0] == '0' {
			return "", false
		}
		bytes[i] = byte(n)
	}
	return string(bytes), true
}

func addressText(bytes string) string {
	var parts []string
	if len(bytes) == 4 {
		for i := range 4 {
			parts = append(parts, strconv.Itoa(int(bytes[i])))
		}
		return strings.Join(parts, ".")
	}
	for i := 0; i+1 < len(bytes); i += 2 {
		parts = append(parts, strconv.FormatUint(uint64(bytes[i])<<8|uint64(bytes[i+1]), 16))
	}
	return strings.Join(parts, ":")
}
