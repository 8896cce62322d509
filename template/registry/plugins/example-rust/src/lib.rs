//! `example/supported-release`: whether the operating system is one that the organisation supports.

use assay::json::{object, Value};
use assay::{host, Check, HostError, Judgement, Plugin, Report};

const CHECK: Check = Check {
    key: "supported-release",
    title: "The operating system is a supported release",
    description: "A release without updates keeps its holes. Move the host to a release of the list, or correct the list.",
    controls: &["si-2", "sa-22"],
};

struct SupportedRelease;

assay::export!(SupportedRelease);

impl Plugin for SupportedRelease {
    fn describe() -> Value {
        object([
            ("abi", "1".into()),
            ("name", concat!("example/", env!("CARGO_PKG_NAME")).into()),
            ("version", env!("CARGO_PKG_VERSION").into()),
            ("checks", Value::List(vec![CHECK.described()])),
        ])
    }

    fn assess(request: Value) -> Value {
        let config = request.get("config").and_then(Value::members);
        let releases = match config.filter(|members| members.len() == 1).and_then(|members| members.get("releases")) {
            Some(Value::List(releases)) if !releases.is_empty() => releases,
            _ => return Report::refusal("invalid-config", "config: needs releases, a list such as [\"debian-13\"]"),
        };
        let mut report = Report::new(&request, "The host whose operating system was looked at");
        match release() {
            Ok(release) => {
                let supported = releases.iter().any(|one| one.text() == Some(&release));
                let judgement = if supported { Judgement::Pass } else { Judgement::Fail };
                let remarks = format!("The host runs {}.", release);
                report.found(&CHECK, judgement, &remarks, &[("actual", &release)]);
            }
            Err(error) => {
                report.error(&error.code, &error.message);
                report.found(&CHECK, Judgement::Error, &error.message, &[]);
            }
        }
        report.response()
    }
}

/// `ID-VERSION_ID` of /etc/os-release; a rolling release has no version, and is its id alone.
fn release() -> Result<String, HostError> {
    let asked = object([("op", "read".into()), ("path", "/etc/os-release".into())]);
    let answer = host::file(&asked)?;
    let text = answer.get("content").and_then(Value::text).unwrap_or("");
    let value = |key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='))?;
        Some(line.trim().trim_matches(|c| c == '"' || c == '\''))
    };
    match (value("ID"), value("VERSION_ID")) {
        (Some(id), Some(version)) => Ok(format!("{}-{}", id, version)),
        (Some(id), None) => Ok(id.into()),
        _ => Err(HostError::new("unknown-release", "/etc/os-release does not say what runs here: it has no ID")),
    }
}
