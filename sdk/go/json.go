package assay

import (
	"errors"
	"slices"
	"strconv"
	"strings"
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

// Deepest is the nesting that is still read.
const Deepest = 64

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
	o := Value{kind: object}
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
func (v Value) String() string { return string(v.append(nil)) }

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

// quote copies whole runs: one call a character would be most of a plugin's time in an interpreter.
func quote(out []byte, t string) []byte {
	if !utf8.ValidString(t) {
		t = strings.ToValidUTF8(t, "\ufffd")
	}
	out = append(out, '"')
	start := 0
	for i := 0; i < len(t); i++ {
		c := t[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		out = append(out, t[start:i]...)
		start = i + 1
		switch {
		case c >= 0x20:
			out = append(out, '\\', c)
		case c == '\n':
			out = append(out, '\\', 'n')
		default:
			out = append(out, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return append(append(out, t[start:]...), '"')
}

const hexDigits = "0123456789abcdef"

// Read reads one document, strictly: a key twice, anything after the document, nesting over [Deepest] and text that is
// not UTF-8 are refused. The error names the byte where it is.
func Read(document []byte) (Value, error) {
	if !utf8.Valid(document) {
		return Value{}, errors.New("not UTF-8")
	}
	r := reader{text: string(document)}
	v := r.value(0)
	if r.peek() != 0 || r.at < len(r.text) {
		r.fail("something follows the document")
	}
	if r.problem != "" {
		return Value{}, errors.New(r.problem)
	}
	return v, nil
}

// reader goes on to the end of the text after the first problem, so no step needs to look for one.
type reader struct {
	text    string
	at      int
	problem string
}

func (r *reader) fail(problem string) {
	if r.problem == "" {
		r.problem = problem + " at byte " + strconv.Itoa(r.at)
	}
	r.at = len(r.text)
}

func (r *reader) byte() byte {
	if r.at < len(r.text) {
		return r.text[r.at]
	}
	return 0
}

// peek is the next byte that is not white space, 0 at the end.
func (r *reader) peek() byte {
	for strings.IndexByte(" \t\n\r", r.byte()) >= 0 {
		r.at++
	}
	return r.byte()
}

func (r *reader) skip(wanted byte) bool {
	if r.peek() != wanted {
		return false
	}
	r.at++
	return true
}

func (r *reader) expect(wanted byte, problem string) {
	if !r.skip(wanted) {
		r.fail(problem)
	}
}

func (r *reader) value(depth int) Value {
	if depth > Deepest {
		r.fail("nested too deep")
		return Value{}
	}
	switch c := r.peek(); {
	case c == '{':
		return r.object(depth)
	case c == '[':
		return r.list(depth)
	case c == '"':
		return Text(r.string())
	case c == '-' || isDigit(c):
		return r.number()
	}
	for _, w := range []string{"null", "true", "false"} {
		if strings.HasPrefix(r.text[r.at:], w) {
			r.at += len(w)
			if w == "null" {
				return Value{}
			}
			return Value{kind: word, text: w}
		}
	}
	r.fail("a value is missing")
	return Value{}
}

func (r *reader) object(depth int) Value {
	r.at++
	o := Object()
	if r.skip('}') {
		return o
	}
	for r.problem == "" {
		if r.peek() != '"' {
			r.fail("a key is missing")
			break
		}
		key := r.string()
		r.expect(':', "':' is missing")
		if !o.put(key, r.value(depth+1)) {
			r.fail("the key is there twice")
		}
		if r.skip('}') {
			break
		}
		r.expect(',', "',' or '}' is missing")
	}
	return o
}

func (r *reader) list(depth int) Value {
	r.at++
	l := List()
	if r.skip(']') {
		return l
	}
	for r.problem == "" {
		l.items = append(l.items, r.value(depth+1))
		if r.skip(']') {
			break
		}
		r.expect(',', "',' or ']' is missing")
	}
	return l
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func (r *reader) number() Value {
	start := r.at
	if r.byte() == '-' {
		r.at++
	}
	zero := r.byte() == '0'
	if r.digits() > 1 && zero {
		r.fail("a number starts with 0")
	}
	if r.byte() == '.' {
		r.at++
		r.digits()
	}
	if c := r.byte(); c == 'e' || c == 'E' {
		r.at++
		if c := r.byte(); c == '+' || c == '-' {
			r.at++
		}
		r.digits()
	}
	return Value{kind: number, text: r.text[start:r.at]}
}

func (r *reader) digits() int {
	start := r.at
	for isDigit(r.byte()) {
		r.at++
	}
	if r.at == start {
		r.fail("a digit is missing")
	}
	return r.at - start
}

func (r *reader) string() string {
	r.at++
	var out strings.Builder
	for start := r.at; ; start = r.at {
		for c := r.byte(); c >= 0x20 && c != '"' && c != '\\'; c = r.byte() {
			r.at++
		}
		out.WriteString(r.text[start:r.at])
		switch {
		case r.at == len(r.text):
			r.fail("a text does not end")
			return ""
		case r.byte() == '"':
			r.at++
			return out.String()
		case r.byte() == '\\':
			out.WriteRune(r.escape())
		default:
			r.fail("a control character in a text")
			return ""
		}
	}
}

func (r *reader) escape() rune {
	r.at++
	c := r.byte()
	r.at++
	if c == 'u' {
		return r.codePoint()
	}
	at := strings.IndexByte(`"\/bfnrt`, c)
	if at < 0 || r.at > len(r.text) {
		r.fail("an unknown escape")
		return 0
	}
	return rune("\"\\/\b\f\n\r\t"[at])
}

func (r *reader) codePoint() rune {
	first := r.hex()
	if first < 0xd800 || first > 0xdfff {
		return first
	}
	if first > 0xdbff || !strings.HasPrefix(r.text[r.at:], `\u`) {
		r.fail("half a surrogate pair")
		return 0
	}
	r.at += 2
	second := r.hex()
	if second < 0xdc00 || second > 0xdfff {
		r.fail("half a surrogate pair")
	}
	return 0x10000 + (first-0xd800)<<10 + second - 0xdc00
}

func (r *reader) hex() rune {
	if r.at+4 <= len(r.text) {
		if n, err := strconv.ParseUint(r.text[r.at:r.at+4], 16, 32); err == nil {
			r.at += 4
			return rune(n)
		}
	}
	r.fail("four hexadecimal digits are missing")
	return 0
}
