//! How a rule judges the configuration in force.

use crate::baseline::Baseline;
use crate::effective::Effective;
use assay::{Check, Judgement};

pub struct Rule {
    pub check: Check,
    /// As the manual page of sshd_config writes it.
    pub directive: &'static str,
    pub want: Want,
}

/// What a rule wants of its directive.
pub enum Want {
    Word(&'static str),
    OneOf(fn(&Baseline) -> &[String]),
    /// From 1 to a number: to sshd, 0 means 'no limit'.
    UpTo(fn(&Baseline) -> i64),
    AtLeast(fn(&Baseline) -> i64),
    /// Every algorithm in the comma-separated list is one of these.
    Only(fn(&Baseline) -> &[String]),
    Other(fn(&Effective, &Baseline) -> Found),
}

/// What a rule found: the value in force and the wanted one.
pub struct Found {
    pub judgement: Judgement,
    pub actual: String,
    pub expected: String,
}

impl Found {
    fn new(passed: bool, actual: impl Into<String>, expected: impl Into<String>) -> Self {
        let judgement = if passed { Judgement::Pass } else { Judgement::Fail };
        Self { judgement, actual: actual.into(), expected: expected.into() }
    }

    pub fn sentence(&self, directive: &str) -> String {
        format!("{} is {}; the baseline wants {}.", directive, self.actual, self.expected)
    }
}

/// For a directive that this sshd does not know: what is not enforced does not satisfy.
const ABSENT: &str = "not reported by this sshd";

impl Rule {
    pub fn judge(&self, effective: &Effective, baseline: &Baseline) -> Found {
        let actual = effective.value(self.directive);
        let shown = actual.unwrap_or(ABSENT);
        let number = actual.and_then(|value| value.parse::<i64>().ok());
        match self.want {
            Want::Word(word) => Found::new(actual == Some(word), shown, word),
            Want::OneOf(words) => {
                let words = words(baseline);
                Found::new(words.iter().any(|word| actual == Some(word)), shown, words.join(" or "))
            }
            Want::UpTo(most) => {
                let most = most(baseline);
                Found::new(number.map_or(false, |n| (1..=most).contains(&n)), shown, format!("1 to {}", most))
            }
            Want::AtLeast(least) => {
                let least = least(baseline);
                Found::new(number.map_or(false, |n| n >= least), shown, format!("at least {}", least))
            }
            Want::Only(allowed) => only(actual, allowed(baseline)),
            Want::Other(judge) => judge(effective, baseline),
        }
    }
}

fn only(actual: Option<&str>, allowed: &[String]) -> Found {
    let expected = format!("only {}", allowed.join(","));
    let algorithms = match actual {
        None | Some("") => return Found::new(false, ABSENT, expected),
        Some(algorithms) => algorithms,
    };
    let weak: Vec<&str> = algorithms.split(',').filter(|one| allowed.iter().all(|a| a != one)).collect();
    match weak.is_empty() {
        true => Found::new(true, algorithms, expected),
        false => Found::new(false, format!("a list with {}", weak.join(",")), expected),
    }
}

/// Older versions print the older name of the same value.
pub fn root_login(effective: &Effective, baseline: &Baseline) -> Found {
    let actual = match effective.value("PermitRootLogin") {
        Some("without-password") => "prohibit-password",
        other => other.unwrap_or(ABSENT),
    };
    let wanted = &baseline.root_logins;
    Found::new(wanted.iter().any(|word| word == actual), actual, wanted.join(" or "))
}

/// `DisableForwarding yes` counts for TCP alone: up to OpenSSH 9.9 it left X11 and agent forwarding on
/// (CVE-2025-32728).
pub fn tcp_forwarding(effective: &Effective, _: &Baseline) -> Found {
    let actual = effective.value("AllowTcpForwarding").unwrap_or(ABSENT);
    match effective.value("DisableForwarding") {
        Some("yes") => Found::new(true, format!("{} under DisableForwarding yes", actual), "no"),
        _ => Found::new(actual == "no", actual, "no"),
    }
}

/// A session that does not answer ends after interval × count seconds; a count of 0 means never.
pub fn idle(effective: &Effective, baseline: &Baseline) -> Found {
    let number = |directive| effective.value(directive).and_then(|value| value.parse::<i64>().ok());
    let expected = format!("1 to {} s until a dead session is ended", baseline.idle_seconds);
    match (number("ClientAliveInterval"), number("ClientAliveCountMax")) {
        (Some(interval), Some(count)) => {
            let seconds = interval.saturating_mul(count);
            let passed = (1..=baseline.idle_seconds).contains(&seconds);
            Found::new(passed, format!("{} s × {}", interval, count), expected)
        }
        _ => Found::new(false, ABSENT, expected),
    }
}

/// `start:rate:full`: from `start` unauthenticated connections on sshd drops some, from `full` on all of them.
pub fn startups(effective: &Effective, baseline: &Baseline) -> Found {
    let actual = effective.value("MaxStartups").unwrap_or(ABSENT);
    let most = baseline.most_unauthenticated;
    let full = actual.rsplit(':').next().and_then(|n| n.parse::<i64>().ok());
    let expected = format!("at most {} unauthenticated connections", most);
    Found::new(full.map_or(false, |n| (1..=most).contains(&n)), actual, expected)
}

pub fn banner(effective: &Effective, _: &Baseline) -> Found {
    let actual = effective.value("Banner").unwrap_or(ABSENT);
    Found::new(actual.starts_with('/'), actual, "the path of a text")
}

pub fn access_list(effective: &Effective, _: &Baseline) -> Found {
    let lists = ["AllowUsers", "AllowGroups", "DenyUsers", "DenyGroups"];
    let set: Vec<&str> = lists.iter().copied().filter(|list| effective.has(list)).collect();
    let actual = if set.is_empty() { "not set".into() } else { set.join(" and ") };
    Found::new(!set.is_empty(), actual, "at least one of AllowUsers, AllowGroups, DenyUsers and DenyGroups")
}

/// Signatures over SHA-1, and DSA keys, can be forged.
pub fn signatures(effective: &Effective, _: &Baseline) -> Found {
    const LISTS: [&str; 3] = ["HostKeyAlgorithms", "PubkeyAcceptedAlgorithms", "CASignatureAlgorithms"];
    const EXPECTED: &str = "neither of them, with or without certificate";
    let mut weak = Vec::new();
    for list in LISTS {
        let algorithms = match effective.value(list).or_else(|| former(effective, list)) {
            None => return Found::new(false, format!("a {} {}", list, ABSENT), EXPECTED),
            Some(algorithms) => algorithms,
        };
        let forged = |one: &&str| one.starts_with("ssh-rsa") || one.starts_with("ssh-dss");
        weak.extend(algorithms.split(',').filter(forged).map(|one| format!("{} in {}", one, list)));
    }
    let actual = if weak.is_empty() { "without ssh-rsa and ssh-dss".into() } else { weak.join(" and ") };
    Found::new(weak.is_empty(), actual, EXPECTED)
}

/// The name that a directive had before OpenSSH 8.5.
fn former<'a>(effective: &'a Effective, list: &str) -> Option<&'a str> {
    (list == "PubkeyAcceptedAlgorithms").then(|| effective.value("PubkeyAcceptedKeyTypes"))?
}
