use super::*;

fn written(text: &str) -> String {
    read(text.as_bytes()).unwrap().to_string()
}

fn problem(text: &str) -> String {
    read(text.as_bytes()).unwrap_err()
}

#[test]
fn every_kind_of_value_comes_back_as_it_was() {
    for text in ["null", "true", "false", "0", "-1", "12.50", "1e+9", r#""""#, "[]", "{}", r#"[1,"a",{"b":[null]}]"#] {
        assert_eq!(written(text), text);
    }
}

#[test]
fn white_space_goes_and_keys_are_sorted() {
    assert_eq!(written(" { \"b\" : 1 ,\t\"a\" : [ 1 , 2 ] }\r\n"), r#"{"a":[1,2],"b":1}"#);
}

#[test]
fn escapes_are_read_and_only_the_needed_ones_written() {
    assert_eq!(written(r#""\u00e9\/\b\f\n\r\t\"\\""#), "\"é/\\u0008\\u000c\\n\\u000d\\u0009\\\"\\\\\"");
    assert_eq!(written(r#""\ud83d\ude00""#), "\"😀\"");
}

#[test]
fn half_a_surrogate_pair_is_refused() {
    for text in [r#""\ud83d""#, r#""\ude00""#, r#""\ud83dx""#, r#""\ud83d\u0041""#] {
        assert!(problem(text).starts_with("half a surrogate pair"), "{}", text);
    }
}

#[test]
fn what_is_not_json_is_refused_with_its_place() {
    for (text, expected) in [
        ("", "a value is missing at byte 0"),
        ("nul", "no JSON value at byte 0"),
        ("[1 2]", "',' or ']' is missing at byte 3"),
        ("[1,]", "no JSON value at byte 3"),
        ("{\"a\" 1}", "':' is missing at byte 5"),
        ("{a:1}", "a key is missing at byte 1"),
        ("{\"a\":1 \"b\"", "',' or '}' is missing at byte 7"),
        ("{\"a\":1,\"a\":2}", "the key is there twice at byte 12"),
        ("1 1", "something follows the document at byte 2"),
        ("01", "a number starts with 0 at byte 2"),
        ("-", "a digit is missing at byte 1"),
        ("1.", "a digit is missing at byte 2"),
        ("1e", "a digit is missing at byte 2"),
        ("\"a", "a text does not end at byte 2"),
        ("\"\n\"", "a control character in a text at byte 1"),
        (r#""\x""#, "an unknown escape at byte 3"),
        (r#""\u12g4""#, "four hexadecimal digits are missing at byte 7"),
        (r#""\u1"#, "four hexadecimal digits are missing at byte 7"),
        ("\"\\u12é\"", "four hexadecimal digits are missing at byte 7"),
    ] {
        assert_eq!(problem(text), expected, "{}", text);
    }
    assert_eq!(read(b"\"\xff\"").unwrap_err(), "not UTF-8 at byte 1");
    assert_eq!(problem("\"\\"), "a text does not end at byte 3");
}

#[test]
fn nesting_is_read_to_the_limit_and_no_deeper() {
    let nested = |depth| "[".repeat(depth) + &"]".repeat(depth);
    assert_eq!(written(&nested(DEEPEST + 1)), nested(DEEPEST + 1));
    assert!(problem(&nested(DEEPEST + 2)).starts_with("nested too deep"));
    assert!(problem(&"[".repeat(1_000_000)).starts_with("nested too deep"));
}

#[test]
fn only_whole_numbers_that_fit_are_integers() {
    for (text, expected) in [("7", Some(7)), ("-7", Some(-7)), ("7.0", None), ("1e3", None), ("9223372036854775808", None)] {
        assert_eq!(read(text.as_bytes()).unwrap().integer(), expected, "{}", text);
    }
    assert_eq!(Value::from("7").integer(), None);
}

#[test]
fn no_cut_off_document_is_read_or_panics() {
    let text = r#"{"a":[1,-2.5e3,"x\ud83d\ude00é"],"b":{"c":null,"d":true}}"#;
    for cut in 0..text.len() {
        assert!(read(&text.as_bytes()[..cut]).is_err(), "cut at {}", cut);
    }
}
