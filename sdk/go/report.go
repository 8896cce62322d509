package assay

// Check is one thing that a plugin looks at.
type Check struct {
	Key   string // unique in the plugin
	Title string
	// Description tells why, and what to do when it fails.
	Description string
	// Controls are NIST SP 800-53 control ids; the first one is the finding's target.
	Controls []string
}

// Described is the check as describe lists it.
func (c Check) Described() Value {
	return Object(
		Member{"key", Text(c.Key)},
		Member{"title", Text(c.Title)},
		Member{"control-ids", Texts(c.Controls)},
	)
}

// Judgement is what came of a check. Only Pass satisfies the objective: what could not be judged never does.
type Judgement string

const (
	Pass          Judgement = "pass"
	Fail          Judgement = "fail"
	NotApplicable Judgement = "not-applicable" // nothing to judge on this subject, or excluded by the configuration
	Unjudged      Judgement = "error"
)

// Prop is a value that a judgement rests on.
type Prop struct{ Name, Value string }

// Report collects the response: one observation and one finding for every check of every subject.
type Report struct {
	errors, subjects, observations, findings []Value
}

// Error tells what kept a check from being judged; the response's status says so.
func (r *Report) Error(code, message, subject string) {
	r.errors = append(r.errors, Object(
		Member{"code", Text(code)},
		Member{"message", Text(message)},
		Member{"subject", Text(subject)},
	))
}

// Subject declares what observations are about.
func (r *Report) Subject(identifier, kind, title string) {
	r.subjects = append(r.subjects, Object(
		Member{"identifier", Text(identifier)},
		Member{"type", Text(kind)},
		Member{"title", Text(title)},
	))
}

// Found tells what a check found on a subject: remarks is one sentence. key is the check's own, or one that is also
// unique where there are several subjects.
func (r *Report) Found(key, subject string, c Check, j Judgement, remarks string, props ...Prop) {
	values := []Value{prop("result", string(j))}
	for _, p := range props {
		if p.Value != "" {
			values = append(values, prop(p.Name, p.Value))
		}
	}
	r.observations = append(r.observations, Object(
		Member{"key", Text(key)},
		Member{"title", Text(c.Title)},
		Member{"description", Text(remarks)},
		Member{"methods", List(Text("TEST"))},
		Member{"subjects", List(Text(subject))},
		Member{"props", List(values...)},
	))
	state := "not-satisfied"
	if j == Pass {
		state = "satisfied"
	}
	r.findings = append(r.findings, Object(
		Member{"key", Text(key)},
		Member{"title", Text(c.Title)},
		Member{"description", Text(c.Description)},
		Member{"target", Object(
			Member{"type", Text("objective-id")},
			Member{"target-id", Text(c.Controls[0] + "_obj")},
			Member{"status", Object(Member{"state", Text(state)}, Member{"reason", Text(string(j))})},
		)},
		Member{"related-observations", List(Text(key))},
	))
}

func prop(name, value string) Value {
	return Object(Member{"name", Text(name)}, Member{"value", Text(value)})
}

// Response is partial as soon as one thing went wrong.
func (r *Report) Response() Value {
	status := "success"
	if len(r.errors) > 0 {
		status = "partial"
	}
	return Object(
		Member{"abi", Text("1")},
		Member{"status", Text(status)},
		Member{"errors", List(r.errors...)},
		Member{"subjects", List(r.subjects...)},
		Member{"observations", List(r.observations...)},
		Member{"findings", List(r.findings...)},
	)
}

// Refusal is the response to what cannot be assessed at all, such as a configuration that makes no sense.
func Refusal(code, message string) Value {
	problem := Object(Member{"code", Text(code)}, Member{"message", Text(message)})
	return Object(
		Member{"abi", Text("1")},
		Member{"status", Text("failure")},
		Member{"errors", List(problem)},
	)
}
