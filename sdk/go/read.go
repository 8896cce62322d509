package assay

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Deepest is the nesting that is still read.
const Deepest = 64

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
