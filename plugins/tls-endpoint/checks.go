package main

import (
	"strconv"
	"strings"

	assay "assay.dev/sdk/go"
)

// question is what a check judges.
type question struct {
	seen     handshake
	endpoint endpoint
	settings settings
	now      int64
}

type finding struct {
	judgement                 assay.Judgement
	remarks, actual, expected string
}

func judged(passed bool, actual, expected string) finding {
	judgement := assay.Fail
	if passed {
		judgement = assay.Pass
	}
	return finding{judgement, "Found: " + actual + ". Wanted: " + expected + ".", actual, expected}
}

func fails(actual, expected string) finding { return judged(false, actual, expected) }

type check struct {
	assay.Check
	judge func(question) finding
}

func isCheck(key string) bool {
	for i := range checks {
		if checks[i].Key == key {
			return true
		}
	}
	return false
}

var checks []check

// In an init function, because the settings that the checks read know the checks' keys.
func init() {
	checks = []check{
		{assay.Check{
			Key: "handshake", Title: "The endpoint answers a TLS handshake", Controls: []string{"sc-8"},
			Description: "Without a handshake nothing protects what is sent. Start the service, or correct the endpoint in the configuration.",
		}, func(q question) finding { return judged(true, q.seen.protocol, "a handshake") }},
		{assay.Check{
			Key: "trusted-chain", Title: "The chain leads to a trusted root", Controls: []string{"sc-17", "ia-5.2"},
			Description: "Clients cannot tell the peer from an impostor. Use a certificate from an authority that the host trusts.",
		}, trustedChain},
		{assay.Check{
			Key: "chain-order", Title: "The chain is in order and without gaps", Controls: []string{"sc-17"},
			Description: "Some clients build no path from a chain with gaps. Send the certificate, then each issuer in turn.",
		}, chainOrder},
		{assay.Check{
			Key: "name-match", Title: "The certificate is for this name", Controls: []string{"sc-23", "ia-9"},
			Description: "A certificate for another name proves nothing about this one. Get one whose alternative names have it.",
		}, nameMatch},
		{assay.Check{
			Key: "validity", Title: "Every certificate is in its period of validity", Controls: []string{"sc-17", "sc-12"},
			Description: "Clients refuse certificates that are expired or not yet valid. Renew it, or correct the clock.",
		}, validity},
		{assay.Check{
			Key: "days-left", Title: "No certificate is about to expire", Controls: []string{"sc-12", "sc-17"},
			Description: "Renewal needs time. Renew the certificate now, and let it be renewed automatically.",
		}, daysLeft},
		{assay.Check{
			Key: "lifetime", Title: "The certificate does not live too long", Controls: []string{"sc-12"},
			Description: "What was stolen or issued by mistake stays usable to the end. Use certificates of at most the configured days.",
		}, lifetime},
		{assay.Check{
			Key: "protocol", Title: "The protocol is up to date", Controls: []string{"sc-8.1", "sc-13"},
			Description: "SSL, TLS 1.0 and 1.1 have known attacks. Allow TLS 1.2 and 1.3 only.",
		}, protocol},
		{assay.Check{
			Key: "cipher", Title: "The cipher has forward secrecy and authenticates what it encrypts", Controls: []string{"sc-13", "sc-8.1"},
			Description: "Without forward secrecy a key stolen later opens what was recorded; CBC and RC4 have known attacks. Allow ECDHE with GCM, CCM or ChaCha20-Poly1305.",
		}, cipher},
		{assay.Check{
			Key: "key-size", Title: "Every key is long enough", Controls: []string{"sc-12", "sc-13"},
			Description: "Short keys can be broken. Use RSA of 2048 bits or more, P-256 or larger, or Ed25519.",
		}, keySize},
		{assay.Check{
			Key: "signature-algorithm", Title: "No certificate has a forgeable signature", Controls: []string{"sc-13", "sc-17"},
			Description: "Signatures over MD5 and SHA-1 can be forged. Get certificates signed over SHA-256 or better.",
		}, signatureAlgorithm},
	}
}

func trustedChain(q question) finding {
	problem := q.seen.problem
	if problem == "" {
		problem = "not trusted"
	}
	if q.seen.trusted {
		problem = "trusted"
	}
	return judged(q.seen.trusted, problem, "a chain to a root that the host trusts")
}

func chainOrder(q question) finding {
	for i := 1; i < len(q.seen.chain); i++ {
		if q.seen.chain[i-1].issuer != q.seen.chain[i].subject {
			return fails("a chain whose certificate "+strconv.Itoa(i)+" did not issue the one before it", "each certificate followed by its issuer")
		}
	}
	return judged(true, "in order, "+strconv.Itoa(len(q.seen.chain))+" long", "each certificate followed by its issuer")
}

func nameMatch(q question) finding {
	peer := q.seen.chain[0]
	return judged(peer.matches(q.endpoint.serverName), "for "+peer.names(), "for "+q.endpoint.serverName)
}

func validity(q question) finding {
	const expected = "in the period of every certificate"
	for i, c := range q.seen.chain {
		switch n := strconv.Itoa(i); {
		case c.notAfter < c.notBefore:
			return fails("certificate "+n+" ends before it begins", expected)
		case q.now < c.notBefore:
			return fails("certificate "+n+" not valid before "+date(c.notBefore), expected)
		case q.now > c.notAfter:
			return fails("certificate "+n+" expired on "+date(c.notAfter), expected)
		}
	}
	return judged(true, date(q.now), expected)
}

func daysLeft(q question) finding {
	first := q.seen.chain[0].notAfter
	for _, c := range q.seen.chain {
		first = min(first, c.notAfter)
	}
	const day = 86400
	left := (first - q.now) / day
	if first < q.now {
		left = -1 - (q.now-first)/day
	}
	return judged(left >= q.settings.minDaysLeft,
		strconv.FormatInt(left, 10)+" days, until "+date(first),
		"at least "+strconv.FormatInt(q.settings.minDaysLeft, 10)+" days")
}

func lifetime(q question) finding {
	peer := q.seen.chain[0]
	seconds := peer.notAfter - peer.notBefore + 1 // both ends are in it, RFC 5280 §4.1.2.5
	most := q.settings.maxLifetimeDays
	return judged(seconds <= most*86400, strconv.FormatInt((seconds+86399)/86400, 10)+" days", "at most "+strconv.FormatInt(most, 10)+" days")
}

func protocol(q question) finding {
	p := q.seen.protocol
	passed := p == "TLSv1.3" || p == "TLSv1.2" && q.settings.minProtocol == "TLSv1.2"
	return judged(passed, p, q.settings.minProtocol+" or later")
}

func cipher(q question) finding {
	c := q.seen.cipher
	secret := q.seen.protocol == "TLSv1.3" || strings.HasPrefix(c, "TLS_ECDHE_") || strings.HasPrefix(c, "TLS_DHE_")
	authenticated := strings.Contains(c, "_GCM_") || strings.Contains(c, "_CCM") || strings.Contains(c, "_CHACHA20_POLY1305_")
	return judged(secret && authenticated && !strings.Contains(c, "_anon_"), c, "an ephemeral key exchange with GCM, CCM or ChaCha20-Poly1305")
}

func keySize(q question) finding {
	expected := "RSA of " + strconv.FormatInt(q.settings.minRSA, 10) + " bits, EC of " + strconv.FormatInt(q.settings.minEC, 10) + " bits, or Ed25519, or more"
	var keys []string
	for i, c := range q.seen.chain {
		least, known := map[string]int64{"RSA": q.settings.minRSA, "EC": q.settings.minEC, "Ed25519": 256, "Ed448": 256}[c.key]
		key := c.key + " of " + strconv.FormatInt(c.keyBits, 10) + " bits"
		if !known || c.keyBits < least {
			return fails("certificate "+strconv.Itoa(i)+" with "+key, expected)
		}
		keys = append(keys, key)
	}
	return judged(true, strings.Join(keys, ", "), expected)
}

// A self-issued certificate is trusted, or not, for itself: its own signature says nothing.
func signatureAlgorithm(q question) finding {
	const expected = "SHA-256 or better"
	var seen []string
	for i, c := range q.seen.chain {
		if i > 0 && c.selfIssued() {
			continue
		}
		if !strong[c.signature] {
			return fails("certificate "+strconv.Itoa(i)+" signed by "+c.signature, expected)
		}
		seen = append(seen, c.signature)
	}
	return judged(true, strings.Join(seen, ", "), expected)
}
