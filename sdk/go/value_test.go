package assay

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

func TestEveryKindOfValueComesBackAsItWas(t *testing.T) {
	for _, text := range []string{"null", "true", "false", "0", "-1", "12.50", "1e+9", `""`, "[]", "{}", `[1,"a",{"b":[null]}]`} {
		if v, err := Read([]byte(text)); err != nil || v.String() != text {
			t.Errorf("%s: %s, %v", text, v, err)
		}
	}
}

func TestWhiteSpaceGoesAndKeysAreSorted(t *testing.T) {
	v, err := Read([]byte(" { \"b\" : 1 ,\t\"a\" : [ 1 , 2 ] }\r\n"))
	if err != nil || v.String() != `{"a":[1,2],"b":1}` {
		t.Errorf("%s, %v", v, err)
	}
}

func TestEscapesAreReadAndOnlyTheNeededOnesWritten(t *testing.T) {
	v, err := Read([]byte(`"\u00e9\/\b\f\n\r\t\"\\\ud83d\ude00"`))
	if err != nil || v.String() != "\"é/\\u0008\\u000c\\n\\u000d\\u0009\\\"\\\\😀\"" {
		t.Errorf("%s, %v", v, err)
	}
}

func TestWhatIsNotJSONIsRefusedWithItsPlace(t *testing.T) {
	for text, expected := range map[string]string{
		"":                   "a value is missing at byte 0",
		"nul":                "a value is missing at byte 0",
		"[1 2]":              "',' or ']' is missing at byte 3",
		"[1,]":               "a value is missing at byte 3",
		`{"a" 1}`:            "':' is missing at byte 5",
		"{a:1}":              "a key is missing at byte 1",
		`{"a":1 "b"`:         "',' or '}' is missing at byte 7",
		`{"a":1,"a":2}`:      "the key is there twice at byte 12",
		`{"a":1,"\u0061":2}`: "the key is there twice at byte 17",
		"1 1":                "something follows the document at byte 2",
		"1\x00":              "something follows the document at byte 1",
		"01":                 "a number starts with 0 at byte 2",
		"-":                  "a digit is missing at byte 1",
		"1.":                 "a digit is missing at byte 2",
		"1e":                 "a digit is missing at byte 2",
		`"a`:                 "a text does not end at byte 2",
		"\"\n\"":             "a control character in a text at byte 1",
		"\"\x00\"":           "a control character in a text at byte 1",
		`"\x"`:               "an unknown escape at byte 3",
		`"\`:                 "an unknown escape at byte 3",
		`"\u12g4"`:           "four hexadecimal digits are missing at byte 3",
		`"\u+123"`:           "four hexadecimal digits are missing at byte 3",
		`"\u1`:               "four hexadecimal digits are missing at byte 3",
		`"\ud83d"`:           "half a surrogate pair at byte 7",
		`"\ude00"`:           "half a surrogate pair at byte 7",
		`"\ud83d\u0041"`:     "half a surrogate pair at byte 13",
		"\"\xff\"":           "not UTF-8",
	} {
		if _, err := Read([]byte(text)); err == nil || err.Error() != expected {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestNestingIsReadToTheLimitAndNoDeeper(t *testing.T) {
	nested := func(depth int) []byte { return []byte(strings.Repeat("[", depth) + strings.Repeat("]", depth)) }
	if _, err := Read(nested(Deepest + 1)); err != nil {
		t.Error(err)
	}
	for _, depth := range []int{Deepest + 2, 1_000_000} {
		if _, err := Read(nested(depth)); err == nil || !strings.HasPrefix(err.Error(), "nested too deep") {
			t.Errorf("%d deep: %v", depth, err)
		}
	}
}

func TestOnlyWholeNumbersThatFitAreIntegers(t *testing.T) {
	for text, whole := range map[string]bool{"7": true, "-7": true, "7.0": false, "1e3": false, "9223372036854775808": false, `"7"`: false} {
		v, err := Read([]byte(text))
		if _, ok := v.Integer(); err != nil || ok != whole {
			t.Errorf("%s: whole is %v, %v", text, ok, err)
		}
	}
}

func TestWhatIsNotUTF8IsWrittenAsTheReplacementCharacter(t *testing.T) {
	if got := Text("a\xffb").String(); got != "\"a\ufffdb\"" {
		t.Errorf("%q", got)
	}
}

// The standard library is the judge of what JSON is, but for what this package alone refuses.
func FuzzReadAgreesWithEncodingJSON(f *testing.F) {
	for _, seed := range []string{`{"a":[1,-2.5e3,"x\ud83d\ude00é"],"b":{"c":null,"d":true}}`, "[]", `"\u00zz"`, "01", "\"\x7f\""} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		v, err := Read(document)
		if err != nil {
			own := []string{"not UTF-8", "half a surrogate pair", "the key is there twice", "nested too deep"}
			for _, problem := range own {
				if strings.HasPrefix(err.Error(), problem) {
					return
				}
			}
			if json.Valid(document) {
				t.Fatalf("%q is refused: %v", document, err)
			}
			return
		}
		if !json.Valid(document) {
			t.Fatalf("%q is read", document)
		}
		var original, written any
		if json.Unmarshal(document, &original) == nil && json.Unmarshal([]byte(v.String()), &written) == nil && !reflect.DeepEqual(original, written) {
			t.Fatalf("%q became %s", document, v)
		}
	})
}
