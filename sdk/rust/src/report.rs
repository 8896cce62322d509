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
        }
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
        ])
    }

    /// The response to what cannot be assessed at all, such as a configuration that makes no sense.
    pub fn refusal(code: &str, message: &str) -> Value {
        let error = object([("code", code.into()), ("message", message.into())]);
        object([("abi", "1".into()), ("status", "failure".into()), ("errors", Value::List(vec![error]))])
    }
}
