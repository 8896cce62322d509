//! The baseline's rules, one a check.

use crate::baseline::Baseline;
use crate::effective::Effective;
use assay::{Check, Judgement};

pub struct Rule {
    pub check: Check,
    /// As the manual page of sshd_config writes it.
    pub directive: &'static str,
    want: Want,
}

/// What a rule wants of its directive.
enum Want {
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
fn root_login(effective: &Effective, baseline: &Baseline) -> Found {
    let actual = match effective.value("PermitRootLogin") {
        Some("without-password") => "prohibit-password",
        other => other.unwrap_or(ABSENT),
    };
    let wanted = &baseline.root_logins;
    Found::new(wanted.iter().any(|word| word == actual), actual, wanted.join(" or "))
}

/// `DisableForwarding yes` counts for TCP alone: up to OpenSSH 9.9 it left X11 and agent forwarding on
/// (CVE-2025-32728).
fn tcp_forwarding(effective: &Effective, _: &Baseline) -> Found {
    let actual = effective.value("AllowTcpForwarding").unwrap_or(ABSENT);
    match effective.value("DisableForwarding") {
        Some("yes") => Found::new(true, format!("{} under DisableForwarding yes", actual), "no"),
        _ => Found::new(actual == "no", actual, "no"),
    }
}

/// A session that does not answer ends after interval × count seconds; a count of 0 means never.
fn idle(effective: &Effective, baseline: &Baseline) -> Found {
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
fn startups(effective: &Effective, baseline: &Baseline) -> Found {
    let actual = effective.value("MaxStartups").unwrap_or(ABSENT);
    let most = baseline.most_unauthenticated;
    let full = actual.rsplit(':').next().and_then(|n| n.parse::<i64>().ok());
    let expected = format!("at most {} unauthenticated connections", most);
    Found::new(full.map_or(false, |n| (1..=most).contains(&n)), actual, expected)
}

fn banner(effective: &Effective, _: &Baseline) -> Found {
    let actual = effective.value("Banner").unwrap_or(ABSENT);
    Found::new(actual.starts_with('/'), actual, "the path of a text")
}

fn access_list(effective: &Effective, _: &Baseline) -> Found {
    let lists = ["AllowUsers", "AllowGroups", "DenyUsers", "DenyGroups"];
    let set: Vec<&str> = lists.iter().copied().filter(|list| effective.has(list)).collect();
    let actual = if set.is_empty() { "not set".into() } else { set.join(" and ") };
    Found::new(!set.is_empty(), actual, "at least one of AllowUsers, AllowGroups, DenyUsers and DenyGroups")
}

/// Signatures over SHA-1, and DSA keys, can be forged.
fn signatures(effective: &Effective, _: &Baseline) -> Found {
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

const fn rule(
    key: &'static str,
    controls: &'static [&'static str],
    directive: &'static str,
    want: Want,
    title: &'static str,
    description: &'static str,
) -> Rule {
    Rule { check: Check { key, title, description, controls }, directive, want }
}

pub static RULES: [Rule; 29] = [
    rule(
        "permit-root-login",
        &["ac-6.2", "ia-2"],
        "PermitRootLogin",
        Want::Other(root_login),
        "Root does not log in",
        "A shared account hides who acted, and root needs no second step. Set PermitRootLogin no and use sudo.",
    ),
    rule(
        "password-authentication",
        &["ia-2", "ia-5.1"],
        "PasswordAuthentication",
        Want::Word("no"),
        "Passwords are not accepted",
        "Passwords are guessed and reused; keys are not. Set PasswordAuthentication no.",
    ),
    rule(
        "keyboard-interactive",
        &["ia-2", "ia-5.1"],
        "KbdInteractiveAuthentication",
        Want::Word("no"),
        "Keyboard-interactive authentication is off",
        "With PAM it asks for the password that PasswordAuthentication no was to keep out. Set \
         KbdInteractiveAuthentication no, or exclude this check where PAM asks for a second factor.",
    ),
    rule(
        "permit-empty-passwords",
        &["ia-5.1", "ia-2"],
        "PermitEmptyPasswords",
        Want::Word("no"),
        "Empty passwords are not accepted",
        "An account without a password would be open to everybody. Set PermitEmptyPasswords no.",
    ),
    rule(
        "pubkey-authentication",
        &["ia-2", "ia-5.2"],
        "PubkeyAuthentication",
        Want::Word("yes"),
        "Public keys are accepted",
        "Without keys only weaker ways to log in are left. Set PubkeyAuthentication yes.",
    ),
    rule(
        "hostbased-authentication",
        &["ia-2", "ia-3"],
        "HostbasedAuthentication",
        Want::Word("no"),
        "No host vouches for its users",
        "Whoever holds such a host holds every account here. Set HostbasedAuthentication no.",
    ),
    rule(
        "ignore-rhosts",
        &["ia-2", "cm-7"],
        "IgnoreRhosts",
        Want::Word("yes"),
        "Users' .rhosts files are ignored",
        "A user could let other hosts in. Set IgnoreRhosts yes.",
    ),
    rule(
        "gssapi-authentication",
        &["cm-7"],
        "GSSAPIAuthentication",
        Want::Word("no"),
        "GSSAPI authentication is off",
        "It runs a large library before anybody is authenticated. Set GSSAPIAuthentication no, or exclude this check \
         where Kerberos is in use.",
    ),
    rule(
        "use-pam",
        &["ac-2", "cm-6"],
        "UsePAM",
        Want::Word("yes"),
        "PAM decides about accounts",
        "Account and session rules of the host, such as expiry, work only through PAM. Set UsePAM yes.",
    ),
    rule(
        "strict-modes",
        &["ac-3", "cm-6"],
        "StrictModes",
        Want::Word("yes"),
        "Key files that others may write are refused",
        "Whoever may write authorized_keys may log in. Set StrictModes yes.",
    ),
    rule(
        "permit-user-environment",
        &["ac-6", "cm-7"],
        "PermitUserEnvironment",
        Want::Word("no"),
        "Users do not set the environment of their login",
        "LD_PRELOAD and its like get round a forced command. Set PermitUserEnvironment no.",
    ),
    rule(
        "access-list",
        &["ac-3", "ac-6"],
        "The login list",
        Want::Other(access_list),
        "Who may log in is listed",
        "Without a list every account of the host may try. Set AllowGroups or AllowUsers.",
    ),
    rule(
        "max-auth-tries",
        &["ac-7"],
        "MaxAuthTries",
        Want::UpTo(|b| b.most_auth_tries),
        "Few tries a connection",
        "Every further try helps who guesses. Set MaxAuthTries 4 or less.",
    ),
    rule(
        "login-grace-time",
        &["sc-5", "ac-7"],
        "LoginGraceTime",
        Want::UpTo(|b| b.login_grace_seconds),
        "A login must not take long",
        "Unfinished logins take up the connections of others; 0 means no limit. Set LoginGraceTime 60 or less.",
    ),
    rule(
        "max-startups",
        &["sc-5"],
        "MaxStartups",
        Want::Other(startups),
        "Unauthenticated connections are bounded",
        "They cost memory and keep others out. Set MaxStartups 10:30:60 or so.",
    ),
    rule(
        "max-sessions",
        &["ac-10"],
        "MaxSessions",
        Want::UpTo(|b| b.most_sessions),
        "Sessions a connection are bounded",
        "One connection must not take up the host. Set MaxSessions 10 or less.",
    ),
    rule(
        "client-alive",
        &["sc-10", "ac-12"],
        "ClientAliveInterval × ClientAliveCountMax",
        Want::Other(idle),
        "Dead sessions are ended",
        "A session whose client is gone can be taken over. Set ClientAliveInterval 300 and ClientAliveCountMax 3.",
    ),
    rule(
        "x11-forwarding",
        &["cm-7", "ac-17"],
        "X11Forwarding",
        Want::Word("no"),
        "X11 is not forwarded",
        "The server's side can read the user's screen and keys. Set X11Forwarding no.",
    ),
    rule(
        "tcp-forwarding",
        &["ac-4", "cm-7"],
        "AllowTcpForwarding",
        Want::Other(tcp_forwarding),
        "TCP is not forwarded",
        "A tunnel goes round firewalls. Set AllowTcpForwarding no, or exclude this check on a jump host.",
    ),
    rule(
        "agent-forwarding",
        &["ac-17", "cm-7"],
        "AllowAgentForwarding",
        Want::Word("no"),
        "The agent is not forwarded",
        "Root of this host could use the keys of whoever forwards an agent. Set AllowAgentForwarding no.",
    ),
    rule(
        "gateway-ports",
        &["ac-4", "cm-7"],
        "GatewayPorts",
        Want::Word("no"),
        "Forwarded ports are local",
        "Otherwise a user opens this host's ports to the network. Set GatewayPorts no.",
    ),
    rule(
        "permit-tunnel",
        &["ac-4", "cm-7"],
        "PermitTunnel",
        Want::Word("no"),
        "No network tunnels",
        "A tun device joins two networks past their firewalls. Set PermitTunnel no.",
    ),
    rule(
        "log-level",
        &["au-12", "au-3"],
        "LogLevel",
        Want::OneOf(|b| &b.log_levels),
        "Logins are logged",
        "Less hides who came, DEBUG tells what users do. Set LogLevel VERBOSE or INFO.",
    ),
    rule(
        "banner",
        &["ac-8"],
        "Banner",
        Want::Other(banner),
        "A notice is shown before login",
        "Terms of use must be known before the host is used. Set Banner /etc/issue.net.",
    ),
    rule(
        "ciphers",
        &["sc-8.1", "sc-13"],
        "Ciphers",
        Want::Only(|b| &b.ciphers),
        "Only strong ciphers",
        "CBC modes and old ciphers give plaintext away. List only those of the baseline in Ciphers.",
    ),
    rule(
        "macs",
        &["sc-8.1", "sc-13"],
        "MACs",
        Want::Only(|b| &b.macs),
        "Only strong MACs",
        "MD5, SHA-1 and 64-bit tags are too weak. List only those of the baseline in MACs.",
    ),
    rule(
        "key-exchanges",
        &["sc-8.1", "sc-13"],
        "KexAlgorithms",
        Want::Only(|b| &b.key_exchanges),
        "Only strong key exchanges",
        "SHA-1 and small groups let a recorded session be read later. List only those of the baseline in \
         KexAlgorithms.",
    ),
    rule(
        "signature-algorithms",
        &["sc-13", "ia-3"],
        "The list of signature algorithms",
        Want::Other(signatures),
        "No forgeable signatures",
        "Signatures over SHA-1, and DSA keys, can be forged. Take ssh-rsa and ssh-dss out of HostKeyAlgorithms, \
         PubkeyAcceptedAlgorithms and CASignatureAlgorithms.",
    ),
    rule(
        "rsa-key-size",
        &["sc-12", "sc-13"],
        "RequiredRSASize",
        Want::AtLeast(|b| b.fewest_rsa_bits),
        "Short RSA keys are refused",
        "RSA keys under 2048 bits are too weak. Set RequiredRSASize 2048 (OpenSSH 9.1 or later).",
    ),
];
