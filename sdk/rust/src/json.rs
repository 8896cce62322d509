//! RFC 8259 JSON, strict and bounded: a key twice, anything after the document, nesting over [`DEEPEST`] and text that
//! is not UTF-8 are refused. Numbers keep their digits, so nothing is rounded; objects are sorted, so the same value is
//! always the same bytes.

mod reader;

pub use reader::{read, DEEPEST};
use std::collections::BTreeMap;
use std::fmt;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Null,
    Bool(bool),
    /// As written; see [`Value::integer`].
    Number(String),
    Text(String),
    List(Vec<Value>),
    Object(BTreeMap<String, Value>),
}

impl Value {
    /// The member of an object; nothing for other values.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.members()?.get(key)
    }

    pub fn members(&self) -> Option<&BTreeMap<String, Value>> {
        match self {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    pub fn items(&self) -> Option<&[Value]> {
        match self {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is whole, written without point or exponent, and fits.
    pub fn integer(&self) -> Option<i64> {
        match self {
            Value::Number(digits) => digits.parse().ok(),
            _ => None,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Number(number.to_string())
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Self {
        Value::List(items)
    }
}

pub fn object<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

pub fn texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Value {
    Value::List(texts.into_iter().map(Value::from).collect())
}

impl fmt::Display for Value {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Value::Null => out.write_str("null"),
            Value::Bool(true) => out.write_str("true"),
            Value::Bool(false) => out.write_str("false"),
            Value::Number(digits) => out.write_str(digits),
            Value::Text(text) => write_text(out, text),
            Value::List(items) => {
                let mut separator = "[";
                for item in items {
                    write!(out, "{}{}", separator, item)?;
                    separator = ",";
                }
                out.write_str(if items.is_empty() { "[]" } else { "]" })
            }
            Value::Object(members) => {
                let mut separator = "{";
                for (key, value) in members {
                    out.write_str(separator)?;
                    write_text(out, key)?;
                    write!(out, ":{}", value)?;
                    separator = ",";
                }
                out.write_str(if members.is_empty() { "{}" } else { "}" })
            }
        }
    }
}

fn write_text(out: &mut fmt::Formatter, text: &str) -> fmt::Result {
    out.write_str("\"")?;
    let mut written = 0;
    for (at, byte) in text.bytes().enumerate().filter(|(_, b)| *b < 0x20 || *b == b'"' || *b == b'\\') {
        out.write_str(&text[written..at])?;
        match byte {
            b'"' | b'\\' => write!(out, "\\{}", byte as char)?,
            b'\n' => out.write_str("\\n")?,
            _ => write!(out, "\\u{:04x}", byte)?,
        }
        written = at + 1;
    }
    out.write_str(&text[written..])?;
    out.write_str("\"")
}

#[cfg(test)]
mod tests;
