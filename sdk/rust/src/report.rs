//! The response of an assessment: one observation and one finding for every check, whatever came of it.

use crate::json::{object, texts, Value};

/// One thing that a plugin looks at.
pub struct Check {
    /// Unique in the plugin; observation and finding carry it.
    pub key: &'static str,
    pub title: &'static str,
    /// Why, and what to do when it fails.
    pub description: &'static str,
    /// NIST SP 800-53 control ids; the first one is the finding's target.
    pub controls: &'static [&'static str],
}

impl Check {
    /// As `describe` lists it.
    pub fn described(&self) -> Value {
        object([
            ("key", self.key.into()),
            ("title", self.title.into()),
            ("control-ids", texts(self.controls.iter().copied())),
        ])
    }
}

/// What came of a check. Only [`Judgement::Pass`] satisfies the objective: what could not be judged never does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    Pass,
    Fail,
    /// There is nothing to judge on this subject, or the configuration excludes the check.
    NotApplicable,
    /// It could not be judged.
    Error,
}

impl Judgement {
    pub fn reason(self) -> &'static str {
        match self {
            Judgement::Pass => "pass",
            Judgement::Fail => "fail",
            Judgement::NotApplicable => "not-applicable",
            Judgement::Error => "error",
        }
    }
}

/// Collects the response.
pub struct Report {
    subject: Value,
    title: &'static str,
    errors: Vec<Value>,
    observations: Vec<Value>,
    findings: Vec<Value>,
    records: Vec<Value>,
}

impl Report {
    /// A report about the request's subject, else about the host of the runtime.
    pub fn new(request: &Value, title: &'static str) -> Self {
        let text = |value: Option<&Value>| value.and_then(Value::text).filter(|t| !t.is_empty()).map(str::to_owned);
        let given = text(request.get("subject").and_then(|s| s.get("identifier")));
        let host = || format!("host/{}", text(request.get("runtime-id")).unwrap_or_else(|| "local".into()));
        Self {
            subject: given.unwrap_or_else(host).into(),
            title,
            errors: Vec::new(),
            observations: Vec::new(),
            findings: Vec::new(),
            records: Vec::new(),
        }
    }

    /// A fact as it was found, for the policies of the administrator to judge: `behavior` says what it is a fact of.
    pub fn record(&mut self, behavior: &str, input: Value) {
        self.records.push(object([
            ("subject", self.subject.clone()),
            ("behavior", behavior.into()),
            ("input", input),
            ("labels", object([])),
        ]));
    }

    /// Something kept a check from being judged; the status says so.
    pub fn error(&mut self, code: &str, message: &str) {
        self.errors.push(object([
            ("code", code.into()),
            ("message", message.into()),
            ("subject", self.subject.clone()),
        ]));
    }

    /// What a check found: `remarks` is one sentence, `props` are the values it rests on.
    pub fn found(&mut self, check: &Check, judgement: Judgement, remarks: &str, props: &[(&str, &str)]) {
        let prop = |(name, value): (&str, &str)| object([("name", name.into()), ("value", value.into())]);
        let result = std::iter::once(("result", judgement.reason()));
        let values = props.iter().copied().filter(|(_, value)| !value.is_empty());
        self.observations.push(object([
            ("key", check.key.into()),
            ("title", check.title.into()),
            ("description", remarks.into()),
            ("methods", texts(["EXAMINE"])),
            ("subjects", Value::List(vec![self.subject.clone()])),
            ("props", Value::List(result.chain(values).map(prop).collect())),
        ]));
        let state = if judgement == Judgement::Pass { "satisfied" } else { "not-satisfied" };
        self.findings.push(object([
            ("key", check.key.into()),
            ("title", check.title.into()),
            ("description", check.description.into()),
            (
                "target",
                object([
                    ("type", "objective-id".into()),
                    ("target-id", format!("{}_obj", check.controls[0]).into()),
                    ("status", object([("state", state.into()), ("reason", judgement.reason().into())])),
                ]),
            ),
            ("related-observations", texts([check.key])),
        ]));
    }

    /// The response: `partial` as soon as one thing went wrong.
    pub fn response(self) -> Value {
        let status = if self.errors.is_empty() { "success" } else { "partial" };
        object([
            ("abi", "1".into()),
            ("status", status.into()),
            ("errors", self.errors.into()),
            (
                "subjects",
                Value::List(vec![object([
                    ("identifier", self.subject),
                    ("type", "inventory-item".into()),
                    ("title", self.title.into()),
                ])]),
            ),
            ("observations", self.observations.into()),
            ("findings", self.findings.into()),
            ("records", self.records.into()),
        ])
    }

    /// The response to what cannot be assessed at all, such as a configuration that makes no sense.
    pub fn refusal(code: &str, message: &str) -> Value {
        let error = object([("code", code.into()), ("message", message.into())]);
        object([("abi", "1".into()), ("status", "failure".into()), ("errors", Value::List(vec![error]))])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::read;

    const CHECK: Check = Check { key: "k", title: "T", description: "D", controls: &["ac-1", "ac-2"] };

    fn report(request: &str) -> Report {
        Report::new(&read(request.as_bytes()).unwrap(), "S")
    }

    #[test]
    fn only_a_pass_satisfies() {
        for (judgement, reason, state) in [
            (Judgement::Pass, "pass", "satisfied"),
            (Judgement::Fail, "fail", "not-satisfied"),
            (Judgement::NotApplicable, "not-applicable", "not-satisfied"),
            (Judgement::Error, "error", "not-satisfied"),
        ] {
            let mut report = report("{}");
            report.found(&CHECK, judgement, "R", &[("actual", "1"), ("expected", "")]);
            let target = report.findings[0].get("target").unwrap().to_string();
            let status = format!(r#"{{"reason":"{}","state":"{}"}}"#, reason, state);
            assert_eq!(target, format!(r#"{{"status":{},"target-id":"ac-1_obj","type":"objective-id"}}"#, status));
            let props = report.observations[0].get("props").unwrap().to_string();
            let result = format!(r#"{{"name":"result","value":"{}"}}"#, reason);
            assert_eq!(props, format!(r#"[{},{{"name":"actual","value":"1"}}]"#, result));
        }
    }

    #[test]
    fn the_subject_is_the_requests_or_the_host() {
        for (request, subject) in [
            (r#"{"subject":{"identifier":"web/1"},"runtime-id":"r"}"#, "web/1"),
            (r#"{"subject":{"identifier":""},"runtime-id":"r"}"#, "host/r"),
            ("{}", "host/local"),
        ] {
            assert_eq!(report(request).subject, subject.into());
        }
    }

    #[test]
    fn a_fact_is_recorded_about_the_subject() {
        let mut report = report(r#"{"subject":{"identifier":"web/1"}}"#);
        report.record("b", object([("value", "no".into())]));
        let record = r#"[{"behavior":"b","input":{"value":"no"},"labels":{},"subject":"web/1"}]"#;
        assert_eq!(report.response().get("records").unwrap().to_string(), record);
    }

    #[test]
    fn an_error_makes_the_response_partial() {
        assert_eq!(report("{}").response().get("status"), Some(&"success".into()));
        let mut broken = report("{}");
        broken.error("timeout", "M");
        let response = broken.response();
        assert_eq!(response.get("status"), Some(&"partial".into()));
        let errors = r#"[{"code":"timeout","message":"M","subject":"host/local"}]"#;
        assert_eq!(response.get("errors").unwrap().to_string(), errors);
    }

    #[test]
    fn a_request_that_is_not_json_is_refused_and_never_arrives() {
        struct Echo;
        impl crate::Plugin for Echo {
            fn describe() -> Value {
                Value::Null
            }
            fn assess(request: Value) -> Value {
                request
            }
        }
        assert_eq!(crate::abi::assess::<Echo>(b"{\"a\":1}").to_string(), r#"{"a":1}"#);
        let problem = r#"[{"code":"invalid-request","message":"a key is missing at byte 1"}]"#;
        let response = crate::abi::assess::<Echo>(b"{");
        assert_eq!(response.to_string(), format!(r#"{{"abi":"1","errors":{},"status":"failure"}}"#, problem));
    }
}
