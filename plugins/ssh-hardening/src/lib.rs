//! `assay/ssh-hardening`: the effective sshd configuration against a baseline.
//!
//! The facts are what `sshd -T` prints: every directive with the value in force, defaults included, whatever files it
//! came from. Blocks under `Match` are outside of it.

mod baseline;
mod effective;
mod judge;
mod rules;

use assay::json::{object, Value};
use assay::{host, HostError, Judgement, Plugin, Report};
use baseline::Baseline;
use effective::Effective;
use judge::Rule;
use rules::RULES;

struct SshHardening;

assay::export!(SshHardening);

impl Plugin for SshHardening {
    fn describe() -> Value {
        object([
            ("abi", "1".into()),
            ("name", concat!("assay/", env!("CARGO_PKG_NAME")).into()),
            ("version", env!("CARGO_PKG_VERSION").into()),
            ("checks", Value::List(RULES.iter().map(|rule| rule.check.described()).collect())),
        ])
    }

    fn assess(request: Value) -> Value {
        match Baseline::read(request.get("config")) {
            Ok(baseline) => response(&request, &baseline, host::run("sshd-effective")),
            Err(problem) => Report::refusal("invalid-config", &problem),
        }
    }
}

/// Exit status, standard output and standard error of the command.
type Ran = Result<(i64, String, String), HostError>;

fn response(request: &Value, baseline: &Baseline, ran: Ran) -> Value {
    let mut report = Report::new(request, "The host on which sshd is configured");
    match effective(ran) {
        Ok(effective) => {
            report.record("sshd-effective", effective.facts());
            each(&mut report, baseline, |report, rule| {
                let found = rule.judge(&effective, baseline);
                let props = [("directive", rule.directive), ("actual", &*found.actual), ("expected", &*found.expected)];
                report.found(&rule.check, found.judgement, &found.sentence(rule.directive), &props);
            })
        }
        Err(error) if error.code == "not-found" => each(&mut report, baseline, |report, rule| {
            report.found(&rule.check, Judgement::NotApplicable, "No sshd is installed on this host.", &[]);
        }),
        Err(error) => {
            report.error(&error.code, &error.message);
            each(&mut report, baseline, |report, rule| {
                report.found(&rule.check, Judgement::Error, &error.message, &[]);
            });
        }
    }
    report.response()
}

/// Reports on every rule; those that the configuration excludes say so.
fn each(report: &mut Report, baseline: &Baseline, judge: impl Fn(&mut Report, &Rule)) {
    for rule in &RULES {
        if baseline.excluded.contains(rule.check.key) {
            report.found(&rule.check, Judgement::NotApplicable, "The plugin's configuration excludes this check.", &[]);
        } else {
            judge(report, rule);
        }
    }
}

fn effective(ran: Ran) -> Result<Effective, HostError> {
    let (status, stdout, stderr) = ran?;
    if status != 0 {
        let said = stderr.trim().lines().last().unwrap_or("nothing");
        let message = format!("sshd cannot say what is in force; it exited with {} and said: {}", status, said);
        return Err(HostError::new("sshd-failed", &message));
    }
    Effective::read(&stdout).ok_or_else(|| {
        HostError::new("sshd-unknown-output", "what the command sshd-effective printed is not that of sshd -T")
    })
}

