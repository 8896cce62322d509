// Signs the statement on standard input keyless, with Sigstore's own mock of its services, and prints one line of JSON:
// {root, bundle}. The one argument is JSON: {san, issuer, extensions: {number: value}}.
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { initializeCA, initializeTSA } from '@sigstore/mock';

// The mock's authorities are valid from the moment they are made.
const NOW = new Date(Math.floor(Date.now() / 1000) * 1000 + 2000);
const TYPE = 'application/vnd.in-toto+json';
const b64 = (bytes) => Buffer.from(bytes).toString('base64');
const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

const { san, issuer, extensions } = JSON.parse(process.argv[2]);
const payload = readFileSync(0);
const ca = await initializeCA(pair(), undefined, NOW);
const tsa = await initializeTSA(pair(), NOW);
const keys = pair();
const cert = await ca.issueCertificate({
  publicKey: keys.publicKey.export({ format: 'der', type: 'spki' }),
  subjectAltName: san,
  extensions: Object.entries({ 8: issuer, ...extensions }).map(([number, value]) => ({
    oid: `1.3.6.1.4.1.57264.1.${number}`,
    value,
  })),
});
const pae = Buffer.concat([Buffer.from(`DSSEv1 ${TYPE.length} ${TYPE} ${payload.length} `), payload]);
const signature = sign('sha256', pae, keys.privateKey);
const stamp = await tsa.timestamp({
  artifactHash: createHash('sha256').update(signature).digest(),
  hashAlgorithmOID: '2.16.840.1.101.3.4.2.1',
  nonce: 1,
  policyOID: '1.3.6.1.4.1.57264.2',
  certReq: true,
});
const authority = (uri, chain) => ({
  subject: { organization: 'o', commonName: 'c' },
  uri,
  certChain: { certificates: chain.map((c) => ({ rawBytes: b64(c) })) },
  validFor: { start: '2020-01-01T00:00:00Z' },
});
const root = {
  mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  tlogs: [],
  certificateAuthorities: [authority('https://ca.example', [ca.rootCertificate])],
  ctlogs: [],
  timestampAuthorities: [authority('https://tsa.example', [tsa.intCertificate, tsa.rootCertificate])],
};
const bundle = {
  mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
  verificationMaterial: {
    certificate: { rawBytes: b64(cert) },
    tlogEntries: [],
    timestampVerificationData: { rfc3161Timestamps: [{ signedTimestamp: b64(stamp) }] },
  },
  dsseEnvelope: { payload: b64(payload), payloadType: TYPE, signatures: [{ sig: b64(signature) }] },
};
console.log(JSON.stringify({ root, bundle }));
