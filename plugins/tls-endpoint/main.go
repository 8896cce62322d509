// Command tls-endpoint is assay/tls-endpoint: certificates, protocol and cipher of TLS endpoints.
//
// The host makes the handshakes and tells whether a chain leads to a root that it trusts; this plugin judges the rest
// from the certificates' DER. It verifies no signature itself: in an interpreter that would take seconds, and it would
// add nothing to the host's word.
package main

import (
	"encoding/base64"
	"strconv"

	assay "assay.dev/sdk/go"
)

// version is the manifest's.
const version = "0.1.0"

func init() { assay.Register(plugin{tls: assay.TLS, clock: assay.Clock}) }

func main() {}

type call func(assay.Value) (assay.Value, *assay.HostError)

type plugin struct{ tls, clock call }

func (plugin) Describe() assay.Value {
	described := make([]assay.Value, len(checks))
	for i, c := range checks {
		described[i] = c.Described()
	}
	return assay.Object(
		assay.Member{Key: "abi", Value: assay.Text("1")},
		assay.Member{Key: "name", Value: assay.Text("assay/tls-endpoint")},
		assay.Member{Key: "version", Value: assay.Text(version)},
		assay.Member{Key: "checks", Value: assay.List(described...)},
	)
}

func (p plugin) Assess(request assay.Value) assay.Value {
	config, _ := request.Get("config")
	settings, problem := readSettings(config)
	if problem != "" {
		return assay.Refusal("invalid-config", problem)
	}
	now, failure := p.now()
	if failure != nil {
		return assay.Refusal(failure.Code, "the time is not known: "+failure.Message)
	}
	var report assay.Report
	for _, endpoint := range settings.endpoints {
		p.assess(endpoint, settings, now, &report)
	}
	return report.Response()
}

// now is in seconds of Unix time.
func (p plugin) now() (int64, *assay.HostError) {
	answer, failure := p.clock(assay.Object())
	if failure != nil {
		return 0, failure
	}
	time, _ := answer.Get("unix-ms")
	ms, ok := time.Integer()
	if !ok {
		return 0, &assay.HostError{Code: "malformed-answer", Message: "the clock answered without unix-ms"}
	}
	return ms / 1000, nil
}

// assess reports on every check of one endpoint, also where there was no handshake to judge.
func (p plugin) assess(e endpoint, s settings, now int64, report *assay.Report) {
	subject := "tls/" + e.address()
	report.Subject(subject, "component", "The TLS endpoint "+e.address())
	seen, failure := p.handshake(e)
	if failure != nil {
		report.Error(failure.Code, failure.Message, subject)
	}
	for i := range checks {
		c := &checks[i]
		f := finding{judgement: assay.Unjudged, remarks: "There was no handshake to judge."}
		switch {
		case s.excluded[c.Key] || e.excluded[c.Key]:
			f = finding{judgement: assay.NotApplicable, remarks: "The plugin's configuration excludes this check."}
		case failure == nil:
			f = c.judge(question{seen: seen, endpoint: e, settings: s, now: now})
		case c.Key == "handshake":
			f = fails(failure.Code+": "+failure.Message, "a handshake")
		}
		report.Found(c.Key+"/"+e.address(), subject, c.Check, f.judgement, f.remarks,
			assay.Prop{Name: "check", Value: c.Key},
			assay.Prop{Name: "actual", Value: f.actual},
			assay.Prop{Name: "expected", Value: f.expected})
	}
}

// handshake is what the host saw, the peer's own certificate first.
type handshake struct {
	protocol, cipher string
	chain            []certificate
	trusted          bool
	problem          string
}

const mostCertificates = 16

func (p plugin) handshake(e endpoint) (handshake, *assay.HostError) {
	answer, failure := p.tls(assay.Object(
		assay.Member{Key: "host", Value: assay.Text(e.host)},
		assay.Member{Key: "port", Value: assay.Integer(e.port)},
		assay.Member{Key: "server-name", Value: assay.Text(e.serverName)},
	))
	if failure != nil {
		return handshake{}, failure
	}
	malformed := func(problem string) (handshake, *assay.HostError) {
		return handshake{}, &assay.HostError{Code: "malformed-answer", Message: problem}
	}
	var h handshake
	var hasProtocol, hasCipher, hasTrust bool
	h.protocol, hasProtocol = get(answer, "protocol").Text()
	h.cipher, hasCipher = get(answer, "cipher").Text()
	h.trusted, hasTrust = get(answer, "trusted").Bool()
	h.problem, _ = get(answer, "trust-problem").Text()
	chain, _ := get(answer, "chain").Items()
	if !hasProtocol || !hasCipher || !hasTrust || len(chain) == 0 {
		return malformed("tls answered without protocol, cipher, trusted and chain")
	}
	if len(chain) > mostCertificates {
		return malformed("the chain has more than " + strconv.Itoa(mostCertificates) + " certificates")
	}
	for i, item := range chain {
		text, _ := item.Text()
		der, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return malformed("certificate " + strconv.Itoa(i) + " of the chain is not base64")
		}
		c, problem := readCertificate(der)
		if problem != "" {
			return malformed("certificate " + strconv.Itoa(i) + " of the chain: " + problem)
		}
		h.chain = append(h.chain, c)
	}
	return h, nil
}

func get(v assay.Value, key string) assay.Value {
	member, _ := v.Get(key)
	return member
}
