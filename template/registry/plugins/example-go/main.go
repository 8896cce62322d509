// Command tls-trusted is example/tls-trusted: whether a TLS endpoint has a trusted certificate and a current protocol.
package main

import assay "assay.dev/sdk/go"

// version is the manifest's.
const version = "0.1.0"

var check = assay.Check{
	Key:         "tls-trusted",
	Title:       "The endpoint has a trusted certificate and a current protocol",
	Description: "Whoever cannot tell the endpoint from another talks to anybody. Renew its certificate, and turn on TLS 1.2 or 1.3.",
	Controls:    []string{"sc-8.1", "sc-23"},
}

func init() { assay.Register(plugin{}) }

func main() {}

type plugin struct{}

func (plugin) Describe() assay.Value {
	return assay.Object(
		assay.Member{Key: "abi", Value: assay.Text("1")},
		assay.Member{Key: "name", Value: assay.Text("example/tls-trusted")},
		assay.Member{Key: "version", Value: assay.Text(version)},
		assay.Member{Key: "checks", Value: assay.List(check.Described())},
	)
}

func (plugin) Assess(request assay.Value) assay.Value {
	config, _ := request.Get("config")
	keys, _ := config.Keys()
	named, _ := config.Get("host")
	host, isText := named.Text()
	if len(keys) != 1 || !isText || host == "" {
		return assay.Refusal("invalid-config", "config: needs host, the name of a TLS endpoint, and nothing else")
	}
	var report assay.Report
	subject := "tls/" + host
	report.Subject(subject, "component", "The TLS endpoint "+host)
	answer, failure := assay.TLS(assay.Object(
		assay.Member{Key: "host", Value: assay.Text(host)},
		assay.Member{Key: "port", Value: assay.Integer(443)},
		assay.Member{Key: "server-name", Value: assay.Text(host)},
	))
	if failure != nil {
		report.Error(failure.Code, failure.Message, subject)
		report.Found(check.Key, subject, check, assay.Unjudged, failure.Message)
		return report.Response()
	}
	judgement, remarks, protocol := judge(answer)
	report.Found(check.Key, subject, check, judgement, remarks, assay.Prop{Name: "protocol", Value: protocol})
	return report.Response()
}

// judge fails what the host does not say: absence is no pass.
func judge(answer assay.Value) (judgement assay.Judgement, remarks, protocol string) {
	field, _ := answer.Get("trusted")
	trusted, _ := field.Bool()
	field, _ = answer.Get("protocol")
	protocol, _ = field.Text()
	switch {
	case !trusted:
		field, _ = answer.Get("trust-problem")
		problem, _ := field.Text()
		return assay.Fail, "The certificate is not trusted: " + problem, protocol
	case protocol != "TLSv1.2" && protocol != "TLSv1.3":
		return assay.Fail, "The protocol is not TLS 1.2 or 1.3.", protocol
	}
	return assay.Pass, "The certificate is trusted and the protocol is current.", protocol
}
