package main

import (
	"strconv"
	"strings"
	"testing"

	assay "assay.dev/sdk/go"
)

func readText(t *testing.T, config string) (settings, string) {
	t.Helper()
	value, err := assay.Read([]byte(config))
	if err != nil {
		t.Fatal(err)
	}
	return readSettings(value)
}

func TestWhatIsNotSaidIsTheSchemasDefault(t *testing.T) {
	s, problem := readText(t, `{"endpoints":[{"host":"Example.com"},{"host":"::1","port":8443,"server-name":"A.example"}]}`)
	if problem != "" || s.minDaysLeft != 30 || s.maxLifetimeDays != 398 || s.minRSA != 2048 || s.minEC != 256 || s.minProtocol != "TLSv1.2" {
		t.Errorf("%+v, %s", s, problem)
	}
	if e := s.endpoints[0]; e.address() != "example.com:443" || e.serverName != "example.com" {
		t.Errorf("%+v", e)
	}
	if e := s.endpoints[1]; e.address() != "[::1]:8443" || e.serverName != "a.example" {
		t.Errorf("%+v", e)
	}
}

func TestBadSettingsAreNamedWithTheirPath(t *testing.T) {
	many := func(count int) string {
		hosts := make([]string, count)
		for i := range hosts {
			hosts[i] = `{"host":"h` + strconv.Itoa(i) + `"}`
		}
		return `{"endpoints":[` + strings.Join(hosts, ",") + `]}`
	}
	const one = `{"endpoints":[{"host":"a"}],`
	for config, expected := range map[string]string{
		`null`:                         "config: must be an object",
		`"x"`:                          "config: must be an object",
		`{"endpoints":[]}`:             "config.endpoints: must list at least one endpoint",
		`{"endpoints":"a"}`:            "config.endpoints: must be a list of at most 32 endpoints",
		many(33):                       "config.endpoints: must be a list of at most 32 endpoints",
		many(32):                       "",
		`{"endpoints":["a"]}`:          "config.endpoints[0]: must be an object",
		`{"endpoints":[{"port":443}]}`: "config.endpoints[0].host: is missing",
		`{"endpoints":[{"host":""}]}`:  "config.endpoints[0].host: must be a text of 1 to 253 characters",
		`{"endpoints":[{"host":"` + strings.Repeat("a", 254) + `"}]}`: "config.endpoints[0].host: must be a text of 1 to 253 characters",
		`{"endpoints":[{"host":"a","port":0}]}`:                       "config.endpoints[0].port: must be a whole number from 1 to 65535",
		`{"endpoints":[{"host":"a","port":65536}]}`:                   "config.endpoints[0].port: must be a whole number from 1 to 65535",
		`{"endpoints":[{"host":"a","port":443.0}]}`:                   "config.endpoints[0].port: must be a whole number from 1 to 65535",
		`{"endpoints":[{"host":"a"},{"host":"A","port":443}]}`:        "config.endpoints[1].host: the endpoint a:443 is there twice",
		`{"endpoints":[{"host":"a"},{"host":"a","port":444}]}`:        "",
		`{"endpoints":[{"host":"a","exclude":["x"]}]}`:                `config.endpoints[0].exclude: there is no check "x"`,
		one + `"min-days":3}`:                                         "config.min-days: no such setting",
		one + `"exclude":{}}`:                                         "config.exclude: must be a list of checks",
		one + `"exclude":[7]}`:                                        "config.exclude: there is no check 7",
		one + `"exclude":["days-left"]}`:                              "",
		one + `"min-protocol":"TLSv1"}`:                               "config.min-protocol: must be TLSv1.2 or TLSv1.3",
		one + `"min-days-left":-1}`:                                   "config.min-days-left: must be a whole number from 0 to 3650",
		one + `"max-lifetime-days":0}`:                                "config.max-lifetime-days: must be a whole number from 1 to 36500",
		one + `"min-rsa-bits":1023}`:                                  "config.min-rsa-bits: must be a whole number from 1024 to 16384",
		one + `"min-ec-bits":"256"}`:                                  "config.min-ec-bits: must be a whole number from 224 to 521",
	} {
		if _, problem := readText(t, config); problem != expected {
			t.Errorf("%.80s: %q", config, problem)
		}
	}
}
