package main

import (
	"strconv"
	"strings"

	assay "assay.dev/sdk/go"
)

// settings are the configuration, with the defaults of the schema.
type settings struct {
	endpoints                                   []endpoint
	excluded                                    map[string]bool
	minDaysLeft, maxLifetimeDays, minRSA, minEC int64
	minProtocol                                 string
}

type endpoint struct {
	host       string
	port       int64
	serverName string
	excluded   map[string]bool
}

func (e endpoint) address() string {
	host := e.host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return host + ":" + strconv.FormatInt(e.port, 10)
}

const mostEndpoints = 32

// readSettings refuses what the schema refuses: a typo must not leave a setting at its default unnoticed.
func readSettings(config assay.Value) (settings, string) {
	s := settings{minDaysLeft: 30, maxLifetimeDays: 398, minRSA: 2048, minEC: 256, minProtocol: "TLSv1.2"}
	f := fields{value: config, path: "config"}
	f.each(func(key string, v assay.Value) {
		switch key {
		case "endpoints":
			s.endpoints = f.endpoints(v)
		case "exclude":
			s.excluded = f.checks(v)
		case "min-days-left":
			s.minDaysLeft = f.whole(v, 0, 3650)
		case "max-lifetime-days":
			s.maxLifetimeDays = f.whole(v, 1, 36500)
		case "min-rsa-bits":
			s.minRSA = f.whole(v, 1024, 16384)
		case "min-ec-bits":
			s.minEC = f.whole(v, 224, 521)
		case "min-protocol":
			s.minProtocol = f.text(v)
			if s.minProtocol != "TLSv1.2" && s.minProtocol != "TLSv1.3" {
				f.fail("must be TLSv1.2 or TLSv1.3")
			}
		default:
			f.fail("no such setting")
		}
	})
	if f.problem == "" && len(s.endpoints) == 0 {
		f.problem = "config.endpoints: must list at least one endpoint"
	}
	return s, f.problem
}

// fields reads an object and keeps the first problem, with its path.
type fields struct {
	value   assay.Value
	path    string
	key     string
	problem string
}

func (f *fields) fail(problem string) {
	if f.problem == "" {
		f.problem = f.path + "." + f.key + ": " + problem
	}
}

func (f *fields) each(read func(key string, v assay.Value)) {
	keys, ok := f.value.Keys()
	if !ok {
		f.problem = f.path + ": must be an object"
	}
	for _, key := range keys {
		f.key = key
		read(key, get(f.value, key))
	}
}

func (f *fields) whole(v assay.Value, least, most int64) int64 {
	n, ok := v.Integer()
	if !ok || n < least || n > most {
		f.fail("must be a whole number from " + strconv.FormatInt(least, 10) + " to " + strconv.FormatInt(most, 10))
	}
	return n
}

func (f *fields) text(v assay.Value) string {
	t, ok := v.Text()
	if !ok || t == "" || len(t) > 253 {
		f.fail("must be a text of 1 to 253 characters")
	}
	return t
}

func (f *fields) checks(v assay.Value) map[string]bool {
	items, ok := v.Items()
	if !ok {
		f.fail("must be a list of checks")
	}
	keys := map[string]bool{}
	for _, item := range items {
		key, _ := item.Text()
		if !isCheck(key) {
			f.fail("there is no check " + item.String())
		}
		keys[key] = true
	}
	return keys
}

func (f *fields) endpoints(v assay.Value) []endpoint {
	items, ok := v.Items()
	if !ok || len(items) > mostEndpoints {
		f.fail("must be a list of at most " + strconv.Itoa(mostEndpoints) + " endpoints")
		return nil
	}
	var endpoints []endpoint
	addresses := map[string]bool{}
	for i, item := range items {
		e := endpoint{port: 443}
		inner := fields{value: item, path: f.path + ".endpoints[" + strconv.Itoa(i) + "]"}
		inner.each(func(key string, v assay.Value) {
			switch key {
			case "host":
				e.host = strings.ToLower(inner.text(v))
			case "port":
				e.port = inner.whole(v, 1, 65535)
			case "server-name":
				e.serverName = strings.ToLower(inner.text(v))
			case "exclude":
				e.excluded = inner.checks(v)
			default:
				inner.fail("no such setting")
			}
		})
		inner.key = "host"
		if e.host == "" {
			inner.fail("is missing")
		}
		if addresses[e.address()] {
			inner.fail("the endpoint " + e.address() + " is there twice")
		}
		if inner.problem != "" {
			f.problem = inner.problem
			return nil
		}
		if e.serverName == "" {
			e.serverName = e.host
		}
		addresses[e.address()] = true
		endpoints = append(endpoints, e)
	}
	return endpoints
}
