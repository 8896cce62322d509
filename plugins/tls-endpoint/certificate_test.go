package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"
)

// issue makes a self-signed certificate from a template.
func issue(t testing.TB, key crypto.Signer, template x509.Certificate) []byte {
	t.Helper()
	template.SerialNumber = big.NewInt(1)
	if template.NotAfter.IsZero() {
		template.NotBefore = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		template.NotAfter = time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	}
	encoded, err := x509.CreateCertificate(rand.Reader, &template, &template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

func ec(t testing.TB, curve elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func read(t testing.TB, encoded []byte) certificate {
	t.Helper()
	c, problem := readCertificate(encoded)
	if problem != "" {
		t.Fatalf("the certificate is refused: %s", problem)
	}
	return c
}

func TestKeysAndSignaturesAreNamed(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	_, edKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		key       crypto.Signer
		algorithm x509.SignatureAlgorithm
		signature string
		kind      string
		bits      int64
	}{
		{rsaKey, x509.SHA256WithRSA, "RSA with SHA-256", "RSA", 2048},
		{rsaKey, x509.SHA384WithRSA, "RSA with SHA-384", "RSA", 2048},
		{rsaKey, x509.SHA512WithRSA, "RSA with SHA-512", "RSA", 2048},
		{rsaKey, x509.SHA256WithRSAPSS, "RSA-PSS with SHA-256", "RSA", 2048},
		{rsaKey, x509.SHA384WithRSAPSS, "RSA-PSS with SHA-384", "RSA", 2048},
		{rsaKey, x509.SHA512WithRSAPSS, "RSA-PSS with SHA-512", "RSA", 2048},
		{ec(t, elliptic.P224()), x509.ECDSAWithSHA256, "ECDSA with SHA-256", "EC", 224},
		{ec(t, elliptic.P256()), x509.ECDSAWithSHA256, "ECDSA with SHA-256", "EC", 256},
		{ec(t, elliptic.P384()), x509.ECDSAWithSHA384, "ECDSA with SHA-384", "EC", 384},
		{ec(t, elliptic.P521()), x509.ECDSAWithSHA512, "ECDSA with SHA-512", "EC", 521},
		{edKey, x509.PureEd25519, "Ed25519", "Ed25519", 256},
	} {
		got := read(t, issue(t, c.key, x509.Certificate{SignatureAlgorithm: c.algorithm}))
		if got.signature != c.signature || got.key != c.kind || got.keyBits != c.bits {
			t.Errorf("%v: %q, %q of %d bits", c.algorithm, got.signature, got.key, got.keyBits)
		}
		if !strong[got.signature] {
			t.Errorf("%q is not strong", got.signature)
		}
	}
}

// PSS parameters may be left out; then the hash is SHA-1.
func TestPSSWithoutParametersIsSHA1(t *testing.T) {
	for _, parameters := range [][]byte{{0x30, 0}, {0x30, 5, 0xa2, 3, 2, 1, 32}} {
		oid, err := asn1.Marshal(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 10})
		if err != nil {
			t.Fatal(err)
		}
		if name := signatureName(&der{rest: append(oid, parameters...)}); name != "RSA-PSS with SHA-1" || strong[name] {
			t.Errorf("% x: %q", parameters, name)
		}
	}
}

func TestTimesAreThoseOfCryptoX509(t *testing.T) {
	key := ec(t, elliptic.P256())
	for _, text := range []string{
		"1950-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "1999-12-31T23:59:59Z", "2000-02-29T12:30:45Z",
		"2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z", "2026-12-31T23:59:59Z", "2049-12-31T23:59:59Z", "2050-01-01T00:00:00Z",
		"2100-03-01T00:00:00Z", "2400-02-29T00:00:00Z", "9999-12-31T23:59:59Z",
	} {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		got := read(t, issue(t, key, x509.Certificate{NotBefore: at, NotAfter: at}))
		if got.notBefore != at.Unix() || got.notAfter != at.Unix() {
			t.Errorf("%s: %d and %d are not %d", text, got.notBefore, got.notAfter, at.Unix())
		}
		if at.Unix() >= 0 && date(at.Unix()) != text[:10] {
			t.Errorf("%s is shown as %s", text, date(at.Unix()))
		}
	}
}

func TestMalformedTimesAreRefused(t *testing.T) {
	for _, element := range []string{
		"\x17\x0d2601010000000", "\x17\x0b2601010000Z", "\x17\x0d261301000000Z", "\x17\x0d260001000000Z", "\x17\x0d260132000000Z",
		"\x17\x0d260101240000Z", "\x17\x0d260101006000Z", "\x17\x0d26010100006aZ", "\x17\x0d+60101000000Z", "\x18\x0d260101000000Z",
		"\x04\x0d260101000000Z", "",
	} {
		d := &der{rest: []byte(element)}
		if d.time(); d.problem == "" {
			t.Errorf("%q is read", element)
		}
	}
}

// The standard library is the judge of which names a certificate is for.
func TestNamesMatchAsInCryptoX509(t *testing.T) {
	encoded := issue(t, ec(t, elliptic.P256()), x509.Certificate{
		Subject:     pkix.Name{CommonName: "only.common"},
		DNSNames:    []string{"example.com", "*.example.com", "API.example.org", "a.b.example.net"},
		IPAddresses: []net.IP{net.ParseIP("192.0.2.7"), net.ParseIP("2001:db8::7"), net.ParseIP("::1")},
	})
	got := read(t, encoded)
	oracle, err := x509.ParseCertificate(encoded)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"example.com", "EXAMPLE.com", "example.com.", "www.example.com", "a.www.example.com", ".example.com", "xexample.com",
		"api.example.org", "www.example.org", "example.net", "b.example.net", "a.b.example.net", "only.common", "com",
		"192.0.2.7", "192.0.2.8", "2001:db8::7", "2001:db8:0:0:0:0:0:7", "2001:db8::8", "::1", "::",
	} {
		if expected := oracle.VerifyHostname(name) == nil; got.matches(name) != expected {
			t.Errorf("%q: %v where crypto/x509 says %v", name, !expected, expected)
		}
	}
	if names := got.names(); !strings.Contains(names, "api.example.org") || !strings.Contains(names, "192.0.2.7") {
		t.Errorf("the names are %q", names)
	}
}

func TestWildcardOfATopLevelMatchesNothing(t *testing.T) {
	if (certificate{dnsNames: []string{"*.com"}}).matches("example.com") {
		t.Error("*.com is for example.com")
	}
}

func TestAddressesAreReadAsInPackageNet(t *testing.T) {
	for _, text := range []string{
		"1.2.3.4", "0.0.0.0", "255.255.255.255", "256.1.1.1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.x", "+1.2.3.4", "",
		"::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "12345::", "g::", "1:2:3:4:5:6:7::", ":::",
		":1", "1:", "fe80::1%1",
	} {
		got, ok := parseAddress(text)
		ip := net.ParseIP(text)
		if ok != (ip != nil) {
			t.Errorf("%q: read is %v", text, ok)
		} else if ok && !net.IP(got).Equal(ip) {
			t.Errorf("%q: % x", text, got)
		}
	}
}

func TestEveryCutAndEveryChangeIsReadOrRefusedButNeverPanics(t *testing.T) {
	encoded := issue(t, ec(t, elliptic.P256()), x509.Certificate{DNSNames: []string{"example.com"}, IPAddresses: []net.IP{{1, 2, 3, 4}}})
	for i := range encoded {
		if _, problem := readCertificate(encoded[:i]); problem == "" {
			t.Errorf("a certificate cut off after %d bytes is read", i)
		}
		for _, b := range []byte{0x00, 0x01, 0x30, 0x7f, 0x80, 0x84, 0xff} {
			changed := append([]byte{}, encoded...)
			changed[i] = b
			readCertificate(changed)
		}
	}
	if _, problem := readCertificate(append(encoded, 0)); problem == "" {
		t.Error("a certificate with something behind it is read")
	}
}

func FuzzReadCertificate(f *testing.F) {
	f.Add(issue(f, ec(f, elliptic.P256()), x509.Certificate{DNSNames: []string{"example.com"}}))
	f.Fuzz(func(t *testing.T, encoded []byte) {
		if c, problem := readCertificate(encoded); problem == "" {
			c.matches("example.com")
			c.names()
		}
	})
}

func TestObjectIdentifiersAreDotted(t *testing.T) {
	for _, oid := range []asn1.ObjectIdentifier{{1, 2, 840, 113549, 1, 1, 11}, {2, 5, 29, 17}, {2, 100, 3}, {0, 9}, {1, 3, 132, 0, 34}} {
		encoded, err := asn1.Marshal(oid)
		if err != nil {
			t.Fatal(err)
		}
		if got := (&der{rest: encoded}).oid(); got != oid.String() {
			t.Errorf("%s is read as %s", oid, got)
		}
	}
	for _, malformed := range []string{"", "\x06\x00", "\x06\x01\x80", "\x06\x02\x2a\x86"} {
		d := &der{rest: []byte(malformed)}
		if d.oid(); d.problem == "" {
			t.Errorf("%q is read", malformed)
		}
	}
}
