// Makes keyless bundles with Sigstore's own mock of its services (certificate authority, certificate log, timestamp
// authority) and a small log of our own, asks Sigstore's own verifier about each, and prints a line of JSON for each:
// {name, root, bundle, peer}. The clock of each party is chosen, so that certificates can be too old or too young.
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { bundleFromJSON } from '@sigstore/bundle';
import { initializeCA, initializeCTLog, initializeTSA } from '@sigstore/mock';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';

// The mock's authorities are valid from the moment they are made, so everything happens a day later.
const NOW = new Date(Math.floor(Date.now() / 1000) * 1000 + 24 * 3600_000);
const HOUR = 3600_000;
const NAME = 'https://github.com/acme/plugins/.github/workflows/audit.yml@refs/heads/main';
const ISSUER = 'https://token.actions.githubusercontent.com';
const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const sha256 = (bytes) => createHash('sha256').update(bytes).digest();
const b64 = (bytes) => Buffer.from(bytes).toString('base64');
const spki = (keys) => keys.publicKey.export({ format: 'der', type: 'spki' });
const pem = (der) => `-----BEGIN CERTIFICATE-----\n${b64(der).match(/.{1,64}/g).join('\n')}\n-----END CERTIFICATE-----\n`;

const PAYLOAD = Buffer.from(
  JSON.stringify({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'module', digest: { sha256: '0'.repeat(64) } }],
    predicateType: 'https://example.com/predicate/v1',
    predicate: {},
  }),
);
const TYPE = 'application/vnd.in-toto+json';
const pae = Buffer.concat([Buffer.from(`DSSEv1 ${TYPE.length} ${TYPE} ${PAYLOAD.length} `), PAYLOAD]);

const window = (start, end) => ({ start: start.toISOString(), ...(end && { end: end.toISOString() }) });
const ALWAYS = window(new Date('2020-01-01T00:00:00Z'));

// A log whose tree has three leaves, ours the second: a proof with two hashes. A log of the newer form signs with Ed25519,
// under its host's name alone, and numbers its entries as its tree does.
function log({ newer = false } = {}) {
  const keys = newer ? generateKeyPairSync('ed25519') : pair();
  const origin = newer ? 'log.example' : 'log.example - 1';
  const hash = newer ? null : 'sha256';
  const id = newer
    ? sha256(Buffer.concat([Buffer.from('log.example\n\x01'), spki(keys).subarray(-32)]))
    : sha256(spki(keys));
  const entry = (kind, version, body, { promise = true, proof = true, time = NOW } = {}) => {
    const bytes = Buffer.from(JSON.stringify(body));
    const leaf = sha256(Buffer.concat([Buffer.of(0), bytes]));
    const first = sha256('first');
    const third = sha256('third');
    const inner = (l, r) => sha256(Buffer.concat([Buffer.of(1), l, r]));
    const root = inner(inner(first, leaf), third);
    const note = `${origin}\n3\n${b64(root)}\n`;
    const signature = Buffer.concat([id.subarray(0, 4), sign(hash, Buffer.from(note), keys.privateKey)]);
    const seconds = Math.floor(time.getTime() / 1000);
    const set = `{"body":"${b64(bytes)}","integratedTime":${seconds},"logID":"${id.toString('hex')}","logIndex":7}`;
    return {
      logIndex: newer ? '1' : '7',
      logId: { keyId: b64(id) },
      kindVersion: { kind, version },
      integratedTime: promise ? String(seconds) : '0',
      ...(promise && {
        inclusionPromise: { signedEntryTimestamp: b64(sign('sha256', Buffer.from(set), keys.privateKey)) },
      }),
      ...(proof && {
        inclusionProof: {
          logIndex: '1',
          treeSize: '3',
          rootHash: b64(root),
          hashes: [b64(first), b64(third)],
          checkpoint: { envelope: `${note}\n\u2014 log.example ${b64(signature)}\n` },
        },
      }),
      canonicalizedBody: b64(bytes),
    };
  };
  const trusted = (validFor = ALWAYS) => ({
    baseUrl: 'https://log.example',
    hashAlgorithm: 'SHA2_256',
    publicKey: {
      rawBytes: b64(spki(keys)),
      keyDetails: newer ? 'PKIX_ED25519' : 'PKIX_ECDSA_P256_SHA_256',
      validFor,
    },
    logId: { keyId: b64(id) },
  });
  return { entry, trusted };
}

const bodies = {
  'dsse:0.0.1': (cert, sig) => ({
    apiVersion: '0.0.1',
    kind: 'dsse',
    spec: {
      envelopeHash: { algorithm: 'sha256', value: '0'.repeat(64) },
      payloadHash: { algorithm: 'sha256', value: sha256(PAYLOAD).toString('hex') },
      signatures: [{ signature: b64(sig), verifier: b64(pem(cert)) }],
    },
  }),
  'hashedrekord:0.0.1': (cert, sig) => ({
    apiVersion: '0.0.1',
    kind: 'hashedrekord',
    spec: {
      data: { hash: { algorithm: 'sha256', value: sha256(pae).toString('hex') } },
      signature: { content: b64(sig), publicKey: { content: b64(pem(cert)) } },
    },
  }),
  'hashedrekord:0.0.2': (cert, sig) => ({
    apiVersion: '0.0.2',
    kind: 'hashedrekord',
    spec: {
      hashedRekordV002: {
        data: { algorithm: 'SHA2_256', digest: b64(sha256(pae)) },
        signature: {
          content: b64(sig),
          verifier: { keyDetails: 'PKIX_ECDSA_P256_SHA_256', x509Certificate: { rawBytes: b64(cert) } },
        },
      },
    },
  }),
  'dsse:0.0.2': (cert, sig) => ({
    apiVersion: '0.0.2',
    kind: 'dsse',
    spec: {
      dsseV002: {
        payloadHash: { algorithm: 'SHA2_256', digest: b64(sha256(PAYLOAD)) },
        signatures: [
          {
            content: b64(sig),
            verifier: { keyDetails: 'PKIX_ECDSA_P256_SHA_256', x509Certificate: { rawBytes: b64(cert) } },
          },
        ],
      },
    },
  }),
};

// Everything that is needed for one bundle; each case changes one thing.
async function world({ issued = NOW, stamped = NOW, logged = true } = {}) {
  const ctKeys = pair();
  const ctLog = await initializeCTLog(ctKeys, issued);
  const ca = await initializeCA(pair(), logged ? ctLog : undefined, issued);
  const tsaKeys = pair();
  const tsa = await initializeTSA(tsaKeys, stamped);
  const keys = pair();
  const cert = Buffer.from(
    await ca.issueCertificate({
      publicKey: spki(keys),
      subjectAltName: NAME,
      extensions: [{ oid: '1.3.6.1.4.1.57264.1.8', value: ISSUER }],
    }),
  );
  const signature = sign('sha256', pae, keys.privateKey);
  const stamp = async (bytes = signature) =>
    b64(
      await tsa.timestamp({
        artifactHash: sha256(bytes),
        hashAlgorithmOID: '2.16.840.1.101.3.4.2.1',
        nonce: 1,
        policyOID: '1.3.6.1.4.1.57264.2',
        certReq: true,
      }),
    );
  const authority = (uri, chain, validFor = ALWAYS) => ({
    subject: { organization: 'o', commonName: 'c' },
    uri,
    certChain: { certificates: chain.map((c) => ({ rawBytes: b64(c) })) },
    validFor,
  });
  const root = (more) => ({
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [],
    certificateAuthorities: [authority('https://ca.example', [ca.rootCertificate])],
    ctlogs: [
      {
        baseUrl: 'https://ct.example',
        hashAlgorithm: 'SHA2_256',
        publicKey: { rawBytes: b64(spki(ctKeys)), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor: ALWAYS },
        logId: { keyId: b64(sha256(spki(ctKeys))) },
      },
    ],
    timestampAuthorities: [authority('https://tsa.example', [tsa.intCertificate, tsa.rootCertificate])],
    ...more,
  });
  const bundle = (entries, stamps) => ({
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: {
      certificate: { rawBytes: b64(cert) },
      tlogEntries: entries,
      timestampVerificationData: { rfc3161Timestamps: stamps.map((s) => ({ signedTimestamp: s })) },
    },
    dsseEnvelope: { payload: b64(PAYLOAD), payloadType: TYPE, signatures: [{ sig: b64(signature) }] },
  });
  return { cert, signature, stamp, root, bundle, tsa, tsaKeys };
}

function peer(root, bundle, tlogs, stamps) {
  try {
    const verifier = new Verifier(toTrustMaterial(TrustedRoot.fromJSON(root)), {
      ctlogThreshold: root.ctlogs.length > 0 ? 1 : 0,
      tlogThreshold: tlogs,
      timestampThreshold: stamps,
    });
    verifier.verify(toSignedEntity(bundleFromJSON(bundle)));
    return 'verified';
  } catch (error) {
    return String(error.message);
  }
}

function print(name, root, bundle, { tlogs = 0, stamps = 1 } = {}) {
  console.log(JSON.stringify({ name, root, bundle, peer: peer(root, bundle, tlogs, stamps) }));
}

const w = await world();
print('timestamp-only', w.root(), w.bundle([], [await w.stamp()]));
print('no-time', w.root(), w.bundle([], []));
print('timestamp-of-other', w.root(), w.bundle([], [await w.stamp(Buffer.from('other'))]));
print('no-certificate-log-needed', w.root({ ctlogs: [] }), w.bundle([], [await w.stamp()]));
const other = await world();
print('timestamp-of-stranger', w.root(), w.bundle([], [await strangersStamp()]));
print('certificate-of-stranger', other.root({ timestampAuthorities: w.root().timestampAuthorities }), w.bundle([], [await w.stamp()]));
print('certificate-log-of-stranger', w.root({ ctlogs: other.root().ctlogs }), w.bundle([], [await w.stamp()]));
// The timestamp authority's own certificate, used to sign a statement.
const misused = w.bundle([], []);
const misusedSignature = sign('sha256', pae, w.tsaKeys.privateKey);
misused.verificationMaterial.certificate.rawBytes = b64(w.tsa.intCertificate);
misused.verificationMaterial.timestampVerificationData.rfc3161Timestamps = [
  { signedTimestamp: await w.stamp(misusedSignature) },
];
misused.dsseEnvelope.signatures[0].sig = b64(misusedSignature);
print('certificate-for-another-use', w.root({ ctlogs: [], certificateAuthorities: w.root().timestampAuthorities }), misused);
const closed = window(new Date('2020-01-01T00:00:00Z'), new Date(NOW.getTime() - HOUR));
print(
  'timestamp-authority-closed',
  w.root({ timestampAuthorities: w.root().timestampAuthorities.map((a) => ({ ...a, validFor: closed })) }),
  w.bundle([], [await w.stamp()]),
);
for (const [name, options] of Object.entries({
  'certificate-expired-when-signed': { stamped: new Date(NOW.getTime() + HOUR) },
  'certificate-valid-only-later': { stamped: new Date(NOW.getTime() - HOUR) },
  'certificate-not-logged': { logged: false },
})) {
  const changed = await world(options);
  print(name, changed.root(), changed.bundle([], [await changed.stamp()]));
}
for (const [kind, body] of Object.entries(bodies)) {
  const [name, version] = kind.split(':');
  const promised = version === '0.0.1';
  const l = log();
  const stamps = promised ? [] : [await w.stamp()];
  const root = w.root({ tlogs: [l.trusted()] });
  const entry = (b, options) => l.entry(name, version, b, { promise: promised, ...options });
  const good = body(w.cert, w.signature);
  print(`${kind}`, root, w.bundle([entry(good)], stamps), { tlogs: 1 });
  print(`${kind} of-other-content`, root, w.bundle([entry(JSON.parse(JSON.stringify(good)
    .replaceAll(sha256(pae).toString('hex'), '1'.repeat(64)).replaceAll(b64(sha256(pae)), b64(sha256('x')))
    .replaceAll(sha256(PAYLOAD).toString('hex'), '1'.repeat(64)).replaceAll(b64(sha256(PAYLOAD)), b64(sha256('x')))))], stamps), { tlogs: 1 });
  print(`${kind} of-other-signature`, root, w.bundle([entry(body(w.cert, other.signature))], stamps), { tlogs: 1 });
  print(`${kind} of-other-certificate`, root, w.bundle([entry(body(other.cert, w.signature))], stamps), { tlogs: 1 });
  print(`${kind} without-its-entry`, root, w.bundle([], [await w.stamp()]), { tlogs: 1 });
  print(`${kind} of-stranger`, w.root({ tlogs: [log().trusted()] }), w.bundle([entry(good)], stamps), { tlogs: 1 });
  print(`${kind} of-closed-log`, w.root({ tlogs: [l.trusted(closed)] }), w.bundle([entry(good)], stamps), { tlogs: 1 });
}
const late = log();
print(
  'log-says-after-expiry',
  w.root({ tlogs: [late.trusted()] }),
  w.bundle(
    [late.entry('dsse', '0.0.1', bodies['dsse:0.0.1'](w.cert, w.signature), { time: new Date(NOW.getTime() + HOUR) })],
    [],
  ),
  { tlogs: 1 },
);

const newer = log({ newer: true });
const newerRoot = w.root({ tlogs: [newer.trusted()] });
const newerBody = bodies['hashedrekord:0.0.2'](w.cert, w.signature);
const newerEntry = newer.entry('hashedrekord', '0.0.2', newerBody, { promise: false });
print('log-of-the-newer-form', newerRoot, w.bundle([newerEntry], [await w.stamp()]), { tlogs: 1 });
print(
  'log-of-the-newer-form at-another-place',
  newerRoot,
  w.bundle([{ ...newerEntry, logIndex: '0' }], [await w.stamp()]),
  { tlogs: 1 },
);
// Two authorities of the same name, the other one first: the issuer is who signed, not who is called so.
print(
  'authority-of-the-same-name-first',
  w.root({ certificateAuthorities: [...other.root().certificateAuthorities, ...w.root().certificateAuthorities] }),
  w.bundle([], [await w.stamp()]),
);
// The same within one authority.
print(
  'certificate-of-the-same-name-first',
  w.root({
    certificateAuthorities: w.root().certificateAuthorities.map((a) => ({
      ...a,
      certChain: {
        certificates: [
          ...other.root().certificateAuthorities[0].certChain.certificates,
          ...a.certChain.certificates,
        ],
      },
    })),
  }),
  w.bundle([], [await w.stamp()]),
);

// A timestamp of the right signature by an authority that the root does not know.
async function strangersStamp() {
  return b64(
    await other.tsa.timestamp({
      artifactHash: sha256(w.signature),
      hashAlgorithmOID: '2.16.840.1.101.3.4.2.1',
      nonce: 1,
      policyOID: '1.3.6.1.4.1.57264.2',
      certReq: true,
    }),
  );
}
