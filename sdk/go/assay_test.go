package assay

import "testing"

func TestAnOkIsItsContent(t *testing.T) {
	v, failure := unpack([]byte(`{"ok":{"value":"a"}}`))
	if failure != nil || v.String() != `{"value":"a"}` {
		t.Errorf("%s, %v", v, failure)
	}
}

func TestAnErrorKeepsCodeAndMessage(t *testing.T) {
	_, failure := unpack([]byte(`{"error":{"code":"not-found","message":"no such program"}}`))
	if failure == nil || *failure != (HostError{"not-found", "no such program"}) {
		t.Errorf("%v", failure)
	}
}

func TestAnythingElseIsAMalformedAnswer(t *testing.T) {
	for _, answer := range []string{"", "{}", "[]", `{"error":{}}`, `{"error":{"code":1,"message":"x"}}`, `{"ok":`} {
		if _, failure := unpack([]byte(answer)); failure == nil || failure.Code != "malformed-answer" {
			t.Errorf("%q: %v", answer, failure)
		}
	}
}

func TestOutsideTheSandboxThereIsNoHost(t *testing.T) {
	for name, call := range map[string]func(Value) (Value, *HostError){
		"exec": Exec, "file": File, "tls": TLS, "http": HTTP, "dns": DNS, "kubernetes": Kubernetes, "env": Env, "clock": Clock, "random": Random, "log": Log,
	} {
		if _, failure := call(Object()); failure == nil || failure.Code != "unavailable" {
			t.Errorf("%s: %v", name, failure)
		}
	}
}

type echo struct{}

func (echo) Describe() Value            { return Object() }
func (echo) Assess(request Value) Value { return request }

func TestARequestThatIsNotJSONIsAnsweredAndNeverArrives(t *testing.T) {
	if got := assess(echo{}, []byte(`{"a":1}`)).String(); got != `{"a":1}` {
		t.Error(got)
	}
	expected := `{"abi":"1","errors":[{"code":"invalid-request","message":"a key is missing at byte 1"}],"status":"failure"}`
	if got := assess(echo{}, []byte("{")).String(); got != expected {
		t.Error(got)
	}
}

func TestOnlyAPassSatisfiesAndAnErrorMakesTheResponsePartial(t *testing.T) {
	check := Check{Key: "k", Title: "T", Description: "D", Controls: []string{"ac-1", "ac-2"}}
	var report Report
	report.Subject("s", "component", "S")
	for i, j := range []Judgement{Pass, Fail, NotApplicable, Unjudged} {
		report.Found("k/"+string(j), "s", check, j, "R", Prop{"actual", "1"}, Prop{"expected", ""})
		target := report.findings[i].member("target").String()
		state := "not-satisfied"
		if j == Pass {
			state = "satisfied"
		}
		if target != `{"status":{"reason":"`+string(j)+`","state":"`+state+`"},"target-id":"ac-1_obj","type":"objective-id"}` {
			t.Error(target)
		}
	}
	if props := report.observations[0].member("props").String(); props != `[{"name":"result","value":"pass"},{"name":"actual","value":"1"}]` {
		t.Error(props)
	}
	if status, _ := report.Response().member("status").Text(); status != "success" {
		t.Error(status)
	}
	report.Error("timeout", "M", "s")
	if status, _ := report.Response().member("status").Text(); status != "partial" {
		t.Error(status)
	}
}
