use assay::json::{texts, Value};
use std::collections::BTreeMap;

/// What `sshd -T` printed: directives in lower case, each with its values in order.
pub struct Effective(BTreeMap<String, Vec<String>>);

impl Effective {
    /// Nothing when it is not such a print: one always has a port.
    pub fn read(printed: &str) -> Option<Self> {
        let mut directives: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in printed.lines() {
            let (directive, value) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
            directives.entry(directive.to_ascii_lowercase()).or_default().push(value.trim().to_owned());
        }
        directives.contains_key("port").then(|| Self(directives))
    }

    /// The first value of a directive, as sshd prints directives that have one value.
    pub fn value(&self, directive: &str) -> Option<&str> {
        self.0.get(&directive.to_ascii_lowercase())?.first().map(String::as_str)
    }

    pub fn has(&self, directive: &str) -> bool {
        self.0.contains_key(&directive.to_ascii_lowercase())
    }

    /// Each directive with all of its values, as facts.
    pub fn facts(&self) -> Value {
        let values = |values: &Vec<String>| texts(values.iter().map(String::as_str));
        Value::Object(self.0.iter().map(|(name, all)| (name.clone(), values(all))).collect())
    }
}
