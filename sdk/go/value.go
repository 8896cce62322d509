package assay

import (
	"slices"
	"strconv"
	"unicode/utf8"
)

// Value is one JSON value, RFC 8259. The zero value is null. Numbers keep their digits, so nothing is rounded; objects
// keep their keys sorted, so the same value is always the same bytes.
type Value struct {
	kind  kind
	text  string // of texts and, as written, of numbers and words
	items []Value
	keys  []string // of objects, sorted, beside items
}

type kind byte

const (
	null kind = iota
	word
	number
	text
	list
	object
)

func Text(t string) Value       { return Value{kind: text, text: t} }
func Integer(i int64) Value     { return Value{kind: number, text: strconv.FormatInt(i, 10)} }
func List(items ...Value) Value { return Value{kind: list, items: items} }
func Bool(b bool) Value         { return Value{kind: word, text: strconv.FormatBool(b)} }
func Texts(texts []string) Value {
	items := make([]Value, len(texts))
	for i, t := range texts {
		items[i] = Text(t)
	}
	return List(items...)
}

// Member is one entry of an object.
type Member struct {
	Key   string
	Value Value
}

// Object has each key once; the last one counts.
func Object(members ...Member) Value {
	o := Value{kind: object, items: make([]Value, 0, len(members)), keys: make([]string, 0, len(members))}
	for _, m := range members {
		o.put(m.Key, m.Value)
	}
	return o
}

// put tells whether the key was new.
func (v *Value) put(key string, value Value) bool {
	at, found := slices.BinarySearch(v.keys, key)
	if found {
		v.items[at] = value
		return false
	}
	v.keys = slices.Insert(v.keys, at, key)
	v.items = slices.Insert(v.items, at, value)
	return true
}

// Get is the member of an object; nothing for other values.
func (v Value) Get(key string) (Value, bool) {
	at, found := slices.BinarySearch(v.keys, key)
	if !found {
		return Value{}, false
	}
	return v.items[at], true
}

func (v Value) member(key string) Value {
	m, _ := v.Get(key)
	return m
}

// Text is the value of a text.
func (v Value) Text() (string, bool) { return v.text, v.kind == text }

// Bool is the value of true or false.
func (v Value) Bool() (value, ok bool) { return v.text == "true", v.kind == word }

// Integer is the number, if it is whole, written without point or exponent, and fits.
func (v Value) Integer() (int64, bool) {
	if v.kind != number {
		return 0, false
	}
	i, err := strconv.ParseInt(v.text, 10, 64)
	return i, err == nil
}

// Items is what a list holds.
func (v Value) Items() ([]Value, bool) { return v.items, v.kind == list }

// Keys are those of an object, sorted.
func (v Value) Keys() ([]string, bool) { return v.keys, v.kind == object }

// String is the value as JSON. What is not UTF-8 in a text becomes U+FFFD.
func (v Value) String() string { return string(v.append(make([]byte, 0, 256))) }

func (v Value) append(out []byte) []byte {
	switch v.kind {
	case null:
		return append(out, "null"...)
	case word, number:
		return append(out, v.text...)
	case text:
		return quote(out, v.text)
	}
	brackets := "[]"
	if v.kind == object {
		brackets = "{}"
	}
	out = append(out, brackets[0])
	for i, item := range v.items {
		if i > 0 {
			out = append(out, ',')
		}
		if v.kind == object {
			out = append(quote(out, v.keys[i]), ':')
		}
		out = item.append(out)
	}
	return append(out, brackets[1])
}

// quote copies runs of plain bytes: one call a character would be most of a plugin's time in an interpreter.
func quote(out []byte, t string) []byte {
	out = append(out, '"')
	for {
		run := plain(t)
		out = append(out, t[:run]...)
		if t = t[run:]; t == "" {
			return append(out, '"')
		}
		r, size := utf8.DecodeRuneInString(t)
		switch {
		case r == '"' || r == '\\':
			out = append(out, '\\', t[0])
		case r == '\n':
			out = append(out, '\\', 'n')
		case r < 0x20:
			out = append(out, '\\', 'u', '0', '0', hexDigits[r>>4], hexDigits[r&15])
		default:
			out = utf8.AppendRune(out, r) // what is not UTF-8 was decoded as U+FFFD
		}
		t = t[size:]
	}
}

// plain is the number of bytes at the start that stand for themselves.
func plain(t string) int {
	for i, c := range []byte(t) {
		if c < 0x20 || c >= 0x80 || c == '"' || c == '\\' {
			return i
		}
	}
	return len(t)
}

const hexDigits = "0123456789abcdef"
