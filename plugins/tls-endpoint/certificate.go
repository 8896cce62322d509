package main

import (
	"strconv"
	"strings"
)

// certificate is what the checks need of an X.509 certificate (RFC 5280 §4.1).
type certificate struct {
	issuer, subject     string // DER of the names, for comparing
	notBefore, notAfter int64  // Unix time, both inclusive
	signature           string // the algorithm's name; its OID where it has none here
	key                 string // RSA, EC, Ed25519, Ed448, or an OID
	keyBits             int64
	dnsNames            []string
	addresses           []string // bytes of IPv4 or IPv6 addresses
}

func (c certificate) selfIssued() bool { return c.issuer == c.subject }

const (
	tagInteger     = 0x02
	tagBitString   = 0x03
	tagOctetString = 0x04
	tagOID         = 0x06
	tagUTCTime     = 0x17
	tagTime        = 0x18
	tagSequence    = 0x30
	tagVersion     = 0xa0
	tagExtensions  = 0xa3
	tagDNSName     = 0x82
	tagIPAddress   = 0x87
)

// readCertificate tells the first problem, or none.
func readCertificate(encoded []byte) (c certificate, problem string) {
	outer := &der{rest: encoded}
	body := outer.enter(tagSequence)
	outer.end()
	tbs := body.enter(tagSequence)
	c.signature = signatureName(body.enter(tagSequence))
	body.element(tagBitString)
	body.end()

	if tbs.peek() == tagVersion {
		tbs.element(tagVersion)
	}
	tbs.element(tagInteger)
	tbs.element(tagSequence)
	c.issuer = string(tbs.element(tagSequence))
	validity := tbs.enter(tagSequence)
	c.notBefore, c.notAfter = validity.time(), validity.time()
	c.subject = string(tbs.element(tagSequence))
	c.readKey(tbs.enter(tagSequence))
	for len(tbs.rest) > 0 && tbs.problem == "" {
		tag, content := tbs.next()
		if tag == tagExtensions {
			c.readExtensions(tbs.inside(content).enter(tagSequence))
		}
	}
	return c, outer.found()
}

// readKey reads a SubjectPublicKeyInfo.
func (c *certificate) readKey(info *der) {
	algorithm := info.enter(tagSequence)
	oid := algorithm.oid()
	bits := info.element(tagBitString)
	switch oid {
	case "1.2.840.113549.1.1.1":
		c.key = "RSA"
		if len(bits) == 0 {
			info.fail("an empty key")
			return
		}
		modulus := info.inside(bits[1:]).enter(tagSequence).element(tagInteger)
		c.keyBits = bitLength(modulus)
	case "1.2.840.10045.2.1":
		c.key = "EC"
		c.keyBits = map[string]int64{
			"1.2.840.10045.3.1.1": 192, "1.3.132.0.33": 224, "1.2.840.10045.3.1.7": 256, "1.3.132.0.34": 384, "1.3.132.0.35": 521,
		}[algorithm.oid()] // an unknown curve has 0 bits, and fails
	case "1.3.101.112":
		c.key, c.keyBits = "Ed25519", 256
	case "1.3.101.113":
		c.key, c.keyBits = "Ed448", 456
	default:
		c.key = oid
	}
}

func bitLength(number []byte) int64 {
	for len(number) > 0 && number[0] == 0 {
		number = number[1:]
	}
	if len(number) == 0 {
		return 0
	}
	bits := int64(len(number)) * 8
	for top := number[0]; top < 0x80; top <<= 1 {
		bits--
	}
	return bits
}

// readExtensions keeps the subject's alternative names (§4.2.1.6).
func (c *certificate) readExtensions(extensions *der) {
	for len(extensions.rest) > 0 && extensions.problem == "" {
		extension := extensions.enter(tagSequence)
		if extension.oid() != "2.5.29.17" {
			continue
		}
		if extension.peek() == 0x01 { // critical
			extension.element(0x01)
		}
		names := extension.inside(extension.element(tagOctetString)).enter(tagSequence)
		for len(names.rest) > 0 && names.problem == "" {
			switch tag, content := names.next(); tag {
			case tagDNSName:
				c.dnsNames = append(c.dnsNames, strings.ToLower(string(content)))
			case tagIPAddress:
				c.addresses = append(c.addresses, string(content))
			}
		}
	}
}

// signatureName reads an AlgorithmIdentifier.
func signatureName(algorithm *der) string {
	oid := algorithm.oid()
	if oid == "1.2.840.113549.1.1.10" { // RSASSA-PSS: its hash is a parameter, SHA-1 when absent (RFC 4055 §3.1)
		parameters := algorithm.enter(tagSequence)
		if parameters.peek() != tagVersion {
			return "RSA-PSS with SHA-1"
		}
		hash := parameters.inside(parameters.element(tagVersion)).enter(tagSequence).oid()
		return "RSA-PSS with " + name(hashes, hash)
	}
	return name(signatures, oid)
}

func name(names map[string]string, oid string) string {
	if known := names[oid]; known != "" {
		return known
	}
	return oid
}

var hashes = map[string]string{
	"1.3.14.3.2.26":          "SHA-1",
	"2.16.840.1.101.3.4.2.1": "SHA-256",
	"2.16.840.1.101.3.4.2.2": "SHA-384",
	"2.16.840.1.101.3.4.2.3": "SHA-512",
}

var signatures = map[string]string{
	"1.2.840.113549.1.1.2":   "RSA with MD2",
	"1.2.840.113549.1.1.4":   "RSA with MD5",
	"1.2.840.113549.1.1.5":   "RSA with SHA-1",
	"1.2.840.113549.1.1.11":  "RSA with SHA-256",
	"1.2.840.113549.1.1.12":  "RSA with SHA-384",
	"1.2.840.113549.1.1.13":  "RSA with SHA-512",
	"1.2.840.10040.4.3":      "DSA with SHA-1",
	"2.16.840.1.101.3.4.3.2": "DSA with SHA-256",
	"1.2.840.10045.4.1":      "ECDSA with SHA-1",
	"1.2.840.10045.4.3.2":    "ECDSA with SHA-256",
	"1.2.840.10045.4.3.3":    "ECDSA with SHA-384",
	"1.2.840.10045.4.3.4":    "ECDSA with SHA-512",
	"1.3.101.112":            "Ed25519",
	"1.3.101.113":            "Ed448",
}

// strong are the signatures that nobody is known to be able to forge.
var strong = map[string]bool{
	"RSA with SHA-256": true, "RSA with SHA-384": true, "RSA with SHA-512": true,
	"RSA-PSS with SHA-256": true, "RSA-PSS with SHA-384": true, "RSA-PSS with SHA-512": true,
	"ECDSA with SHA-256": true, "ECDSA with SHA-384": true, "ECDSA with SHA-512": true,
	"Ed25519": true, "Ed448": true,
}

// matches tells whether the certificate is for this name: a DNS name, with a wildcard only as the whole leftmost label
// (RFC 9525 §6.3), or an address. The common name does not count (RFC 9525 §2).
func (c certificate) matches(serverName string) bool {
	if address, ok := parseAddress(serverName); ok {
		for _, a := range c.addresses {
			if a == address {
				return true
			}
		}
		return false
	}
	wanted := strings.TrimSuffix(strings.ToLower(serverName), ".")
	label, parent, _ := strings.Cut(wanted, ".")
	wildcard := label != "" && strings.Contains(parent, ".") // a name on the top level itself would be every name
	for _, pattern := range c.dnsNames {
		if pattern == wanted || wildcard && pattern == "*."+parent {
			return true
		}
	}
	return false
}

// names are the certificate's, for people.
func (c certificate) names() string {
	all := append([]string{}, c.dnsNames...)
	for _, a := range c.addresses {
		all = append(all, addressText(a))
	}
	if len(all) == 0 {
		return "no name"
	}
	if more := len(all) - 10; more > 0 {
		all = append(all[:10], strconv.Itoa(more)+" more")
	}
	return strings.Join(all, ", ")
}
