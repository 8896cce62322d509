package main

import (
	"testing"

	assay "assay.dev/sdk/go"
)

func answering(answer string) call {
	return func(assay.Value) (assay.Value, *assay.HostError) {
		value, err := assay.Read([]byte(answer))
		if err != nil {
			return value, &assay.HostError{Code: "failed", Message: err.Error()}
		}
		return value, nil
	}
}

// Without the time nothing can be said about certificates; the recorded tests always have a clock.
func TestWithoutTheTimeThereIsNoAssessment(t *testing.T) {
	request, _ := assay.Read([]byte(`{"config":{"endpoints":[{"host":"example.com"}]}}`))
	for answer, code := range map[string]string{`{}`: "malformed-answer", `{"unix-ms":"1"}`: "malformed-answer", `?`: "failed"} {
		response := plugin{tls: answering(`{}`), clock: answering(answer)}.Assess(request)
		status, _ := get(response, "status").Text()
		errors, _ := get(response, "errors").Items()
		if status != "failure" || len(errors) != 1 {
			t.Fatalf("%s: %s", answer, response)
		}
		if got, _ := get(errors[0], "code").Text(); got != code {
			t.Errorf("%s: the code is %s", answer, got)
		}
	}
}

func TestEachCheckIsThereOnceWithAControl(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range checks {
		if seen[c.Key] || c.Title == "" || c.Description == "" || len(c.Controls) == 0 {
			t.Errorf("the check %q is there twice or incomplete", c.Key)
		}
		seen[c.Key] = true
	}
}
