package main

import "strconv"

// der reads the elements of one DER value in order (X.690). It never reads outside of its bytes; after the first
// problem, which all readers of one document share, every step gives nothing.
type der struct {
	rest    []byte
	problem string
	parent  *der
}

func (d *der) fail(problem string) {
	for r := d; r != nil; r = r.parent {
		if r.problem == "" {
			r.problem = problem
		}
		r.rest = nil
	}
}

func (d *der) found() string { return d.problem }

// inside reads what an element holds; its problems are this reader's too.
func (d *der) inside(content []byte) *der { return &der{rest: content, problem: d.problem, parent: d} }

func (d *der) peek() byte {
	if len(d.rest) == 0 {
		return 0
	}
	return d.rest[0]
}

// next is the next element's tag and content.
func (d *der) next() (tag byte, content []byte) {
	if len(d.rest) < 2 || d.rest[0]&0x1f == 0x1f {
		d.fail("an element is cut off")
		return 0, nil
	}
	tag = d.rest[0]
	length, header := int(d.rest[1]), 2
	if length >= 0x80 {
		bytes := length - 0x80
		if bytes == 0 || bytes > 3 || len(d.rest) < 2+bytes {
			d.fail("a length is not DER")
			return 0, nil
		}
		length, header = 0, 2+bytes
		for _, b := range d.rest[2:header] {
			length = length<<8 | int(b)
		}
	}
	if length > len(d.rest)-header {
		d.fail("an element is longer than what it is in")
		return 0, nil
	}
	content = d.rest[header : header+length]
	d.rest = d.rest[header+length:]
	return tag, content
}

func (d *der) element(wanted byte) []byte {
	if d.problem != "" {
		return nil
	}
	tag, content := d.next()
	if d.problem == "" && tag != wanted {
		d.fail("an element has tag " + strconv.Itoa(int(tag)) + " where " + strconv.Itoa(int(wanted)) + " belongs")
		return nil
	}
	return content
}

func (d *der) enter(wanted byte) *der { return d.inside(d.element(wanted)) }

func (d *der) end() {
	if d.problem == "" && len(d.rest) > 0 {
		d.fail("something follows an element")
	}
}

// oid is an object identifier in dotted form (X.690 §8.19).
func (d *der) oid() string {
	content := d.element(tagOID)
	if len(content) == 0 || content[len(content)-1] >= 0x80 || len(content) > 32 {
		d.fail("an object identifier is malformed")
		return ""
	}
	text := ""
	number := uint64(0)
	for _, b := range content {
		number = number<<7 | uint64(b&0x7f)
		if b >= 0x80 {
			continue
		}
		if text == "" {
			first := min(number/40, 2)
			text, number = strconv.FormatUint(first, 10), number-first*40
		}
		text += "." + strconv.FormatUint(number, 10)
		number = 0
	}
	return text
}

// time is a UTCTime or GeneralizedTime as RFC 5280 §4.1.2.5 restricts them, in seconds of Unix time.
func (d *der) time() int64 {
	if d.problem != "" {
		return 0
	}
	tag, content := d.next()
	text := string(content)
	switch {
	case tag == tagUTCTime && len(text) == 13 && text[0] >= '5':
		text = "19" + text
	case tag == tagUTCTime && len(text) == 13:
		text = "20" + text
	case tag == tagTime && len(text) == 15:
	default:
		d.fail("a time is malformed")
		return 0
	}
	var n [6]int64 // year, month, day, hour, minute, second
	for i, at := range [6]int{0, 4, 6, 8, 10, 12} {
		width := 2
		if i == 0 {
			width = 4
		}
		number, err := strconv.ParseUint(text[at:at+width], 10, 16)
		if err != nil || text[14] != 'Z' {
			d.fail("a time is malformed")
			return 0
		}
		n[i] = int64(number)
	}
	if n[1] < 1 || n[1] > 12 || n[2] < 1 || n[2] > 31 || n[3] > 23 || n[4] > 59 || n[5] > 60 {
		d.fail("a time is malformed")
		return 0
	}
	return days(n[0], n[1], n[2])*86400 + n[3]*3600 + n[4]*60 + n[5]
}

// days is the number of days from 1970-01-01 to a date of the Gregorian calendar.
func days(year, month, day int64) int64 {
	if month <= 2 { // a year that starts in March has its odd day at its end
		year, month = year-1, month+12
	}
	return 365*year + year/4 - year/100 + year/400 + (153*month-457)/5 + day - 719469
}

// date is the inverse: the day of a Unix time as 2006-01-02.
func date(unix int64) string {
	day := unix/86400 + 719468 // days from 0000-03-01
	era := day / 146097
	ofEra := day - era*146097
	yearOfEra := (ofEra - ofEra/1460 + ofEra/36524 - ofEra/146096) / 365
	ofYear := ofEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)
	shifted := (5*ofYear + 2) / 153
	dayOfMonth := ofYear - (153*shifted+2)/5 + 1
	month, year := shifted+3, yearOfEra+era*400
	if month > 12 {
		month, year = month-12, year+1
	}
	two := func(n int64) string { return strconv.FormatInt(100+n, 10)[1:] }
	return strconv.FormatInt(year, 10) + "-" + two(month) + "-" + two(dayOfMonth)
}
