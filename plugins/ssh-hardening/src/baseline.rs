use assay::Value;
use std::collections::BTreeSet;

use crate::rules::RULES;

/// The values that the rules compare with: those of the README, or the administrator's.
#[derive(Debug)]
pub struct Baseline {
    pub excluded: BTreeSet<String>,
    pub root_logins: Vec<String>,
    pub log_levels: Vec<String>,
    pub ciphers: Vec<String>,
    pub macs: Vec<String>,
    pub key_exchanges: Vec<String>,
    pub most_auth_tries: i64,
    pub most_sessions: i64,
    pub login_grace_seconds: i64,
    pub idle_seconds: i64,
    pub fewest_rsa_bits: i64,
    pub most_unauthenticated: i64,
}

/// From the strictest on; a baseline that accepts one accepts those before it.
const ROOT_LOGINS: [&str; 3] = ["no", "forced-commands-only", "prohibit-password"];

impl Default for Baseline {
    fn default() -> Self {
        let owned = |words: &[&str]| words.iter().map(|word| word.to_string()).collect();
        Self {
            excluded: BTreeSet::new(),
            root_logins: owned(&ROOT_LOGINS[..1]),
            log_levels: owned(&["INFO", "VERBOSE"]),
            ciphers: owned(&[
                "chacha20-poly1305@openssh.com",
                "aes256-gcm@openssh.com",
                "aes128-gcm@openssh.com",
                "aes256-ctr",
                "aes192-ctr",
                "aes128-ctr",
            ]),
            macs: owned(&[
                "hmac-sha2-512-etm@openssh.com",
                "hmac-sha2-256-etm@openssh.com",
                "umac-128-etm@openssh.com",
                "hmac-sha2-512",
                "hmac-sha2-256",
                "umac-128@openssh.com",
            ]),
            key_exchanges: owned(&[
                "mlkem768x25519-sha256",
                "sntrup761x25519-sha512",
                "sntrup761x25519-sha512@openssh.com",
                "curve25519-sha256",
                "curve25519-sha256@libssh.org",
                "ecdh-sha2-nistp256",
                "ecdh-sha2-nistp384",
                "ecdh-sha2-nistp521",
                "diffie-hellman-group-exchange-sha256",
                "diffie-hellman-group14-sha256",
                "diffie-hellman-group16-sha512",
                "diffie-hellman-group18-sha512",
            ]),
            most_auth_tries: 4,
            most_sessions: 10,
            login_grace_seconds: 60,
            idle_seconds: 900,
            fewest_rsa_bits: 2048,
            most_unauthenticated: 100,
        }
    }
}

impl Baseline {
    /// The defaults, overridden by the configuration. What the schema refuses is refused here too: a typo must not
    /// leave a check at its default unnoticed.
    pub fn read(config: Option<&Value>) -> Result<Self, String> {
        let mut baseline = Self::default();
        let config = match config {
            None | Some(Value::Null) => return Ok(baseline),
            Some(config) => config.members().ok_or("config: must be an object")?,
        };
        for (key, value) in config {
            baseline.set(key, value).map_err(|problem| format!("config.{}: {}", key, problem))?;
        }
        Ok(baseline)
    }

    fn set(&mut self, key: &str, value: &Value) -> Result<(), String> {
        match key {
            "exclude" => self.excluded = checks(value)?,
            "permit-root-login" => self.root_logins = root_logins(value)?,
            "log-levels" => self.log_levels = words(value)?,
            "ciphers" => self.ciphers = words(value)?,
            "macs" => self.macs = words(value)?,
            "key-exchanges" => self.key_exchanges = words(value)?,
            "max-auth-tries" => self.most_auth_tries = whole(value, 1, 100)?,
            "max-sessions" => self.most_sessions = whole(value, 1, 1000)?,
            "login-grace-seconds" => self.login_grace_seconds = whole(value, 1, 3600)?,
            "idle-seconds" => self.idle_seconds = whole(value, 1, 86_400)?,
            "min-rsa-bits" => self.fewest_rsa_bits = whole(value, 1024, 16_384)?,
            "max-unauthenticated" => self.most_unauthenticated = whole(value, 1, 10_000)?,
            _ => return Err("no such setting".into()),
        }
        Ok(())
    }
}

fn whole(value: &Value, least: i64, most: i64) -> Result<i64, String> {
    value
        .integer()
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| format!("must be a whole number from {} to {}", least, most))
}

fn words(value: &Value) -> Result<Vec<String>, String> {
    let words: Option<Vec<String>> = value.items().and_then(|items| {
        items.iter().map(|item| item.text().filter(|t| !t.is_empty()).map(str::to_owned)).collect()
    });
    words.filter(|words| !words.is_empty()).ok_or_else(|| "must be a list of at least one word".into())
}

fn checks(value: &Value) -> Result<BTreeSet<String>, String> {
    let keys = match value.items() {
        Some([]) => Vec::new(),
        _ => words(value)?,
    };
    match keys.iter().find(|key| RULES.iter().all(|rule| rule.check.key != key.as_str())) {
        Some(unknown) => Err(format!("there is no check {}", unknown)),
        None => Ok(keys.into_iter().collect()),
    }
}

fn root_logins(value: &Value) -> Result<Vec<String>, String> {
    let most = ROOT_LOGINS.iter().position(|word| value.text() == Some(word));
    let most = most.ok_or_else(|| format!("must be one of {}", ROOT_LOGINS.join(", ")))?;
    Ok(ROOT_LOGINS[..=most].iter().map(|word| word.to_string()).collect())
}
