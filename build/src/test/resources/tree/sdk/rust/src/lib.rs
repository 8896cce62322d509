use std::collections::HashMap;
use std::fmt::Debug;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Answer {
    Text(String),
    Number(i64),
    Many(Vec<Answer>),
}

pub fn describe(place: &str) -> String {
    let mut counts: HashMap<Answer, usize> = HashMap::new();
    for word in place.split('/') {
        let answer = match word.parse::<i64>() {
            Ok(number) => Answer::Number(number),
            Err(_) => Answer::Many(vec![Answer::Text(word.to_string())]),
        };
        *counts.entry(answer).or_insert(0) += 1;
    }
    show(&counts) + file!()
}

fn show<T: Debug>(value: &T) -> String {
    format!("{:?}", value)
}
