// Serves a Sigstore instance on this machine until standard input ends: certificate authority, certificate log, Rekor v1 and
// timestamp authority are Sigstore's own mock, which alone answers no real requests; Rekor v2 is a small log of our own. What
// the mock does not look at is looked at here, as the real services do: audience and proof of possession, a proposed entry's
// signature, a timestamp request's form and nonce. Prints one line of JSON: {address, root, config: {v1, v2}}.
//   POST /peer {bundle, file?}  what two versions of Sigstore's own verifier say of a bundle: {'3': 'verified', '4': ...}
import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { createServer } from 'node:http';
import { bundleFromJSON } from '@sigstore/bundle';
import { fulcioHandler, initializeCA, initializeCTLog, initializeTLog, initializeTSA, rekorHandler } from '@sigstore/mock';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import * as verify3 from '@sigstore/verify';
import * as asn1js from 'asn1js';
import canonicalize from 'canonicalize';
import * as pkijs from 'pkijs';
import verify4 from 'sigstore-verify-4';

const ALWAYS = { start: '2020-01-01T00:00:00Z' };
const SHA256 = '2.16.840.1.101.3.4.2.1';
const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts.map((p) => Buffer.from(p)))).digest();
const b64 = (bytes) => Buffer.from(bytes).toString('base64');
const bytes = (text) => Buffer.from(text, 'base64');
const spki = (keys) => keys.publicKey.export({ format: 'der', type: 'spki' });
const refuse = (message) => Object.assign(new Error(message), { refused: true });

const ctKeys = pair();
const ca = await initializeCA(pair(), await initializeCTLog(ctKeys));
const tsa = await initializeTSA(pair());
// Of fractions of a second its encoder leaves out zeros, which a verifier may not read.
tsa.getCurrentTime = () => new Date(Math.floor(Date.now() / 1000) * 1000);
const rekorKeys = pair();
const rekor = rekorHandler(await initializeTLog('https://rekor.example', rekorKeys));

// The mock's nonce is a number of JavaScript, which 64 bits do not fit into.
const tstInfo = tsa.tstInfo.bind(tsa);
tsa.tstInfo = (request) => Object.assign(tstInfo(request), { nonce: request.nonce });

async function signingCert(body) {
  const { credentials, publicKeyRequest } = JSON.parse(body);
  const claims = JSON.parse(Buffer.from(credentials.oidcIdentityToken.split('.')[1], 'base64url'));
  const key = createPublicKey(publicKeyRequest.publicKey.content);
  const subjectClaim = claims.email ? 'email' : 'sub';
  if (claims.aud !== 'sigstore') throw refuse('the token is for another audience');
  if (publicKeyRequest.publicKey.algorithm !== 'ECDSA') throw refuse('the algorithm is not known');
  const proof = bytes(publicKeyRequest.proofOfPossession);
  if (!verify('sha256', Buffer.from(claims[subjectClaim]), key, proof)) throw refuse('the key was not shown to be held');
  return fulcioHandler(ca, { subjectClaim }).fn(body);
}

// An entry as Rekor keeps it: of a proposed envelope its digests and signatures.
function kept(proposal) {
  if (proposal.kind !== 'dsse') return proposal;
  const { envelope, verifiers } = proposal.spec.proposedContent;
  const { payload, payloadType, signatures } = JSON.parse(envelope);
  const pae = Buffer.concat([
    Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${bytes(payload).length} `),
    bytes(payload),
  ]);
  if (!verify('sha256', pae, createPublicKey(bytes(verifiers[0])), bytes(signatures[0].sig))) {
    throw refuse('the signature is not of this envelope');
  }
  return {
    ...proposal,
    spec: {
      envelopeHash: { algorithm: 'sha256', value: sha256(envelope).toString('hex') },
      payloadHash: { algorithm: 'sha256', value: sha256(bytes(payload)).toString('hex') },
      signatures: [{ signature: signatures[0].sig, verifier: verifiers[0] }],
    },
  };
}

// Rekor v1 never makes a second entry of the same content; it says where the first one is.
const entries = new Map();
async function logEntry(body) {
  const entry = canonicalize(kept(JSON.parse(body)));
  const name = sha256(entry).toString('hex');
  if (entries.has(name)) return { statusCode: 409, response: '{"code":409}', location: `/api/v1/log/entries/${name}` };
  const answer = await rekor.fn(entry);
  entries.set(name, answer.response);
  return answer;
}

// RFC 9162, section 2.1: a tree that others wrote to before.
const leaves = ['first', 'second', 'third', 'fourth', 'fifth'].map((entry) => sha256(Buffer.of(0), entry));
const v2Keys = generateKeyPairSync('ed25519');
const v2Id = sha256('log2.example\n\x01', spki(v2Keys).subarray(-32));
const half = (n) => 2 ** Math.ceil(Math.log2(n) - 1);
const root = (nodes) =>
  nodes.length === 1
    ? nodes[0]
    : sha256(Buffer.of(1), root(nodes.slice(0, half(nodes.length))), root(nodes.slice(half(nodes.length))));
const path = (index, nodes) => {
  if (nodes.length === 1) return [];
  const left = nodes.slice(0, half(nodes.length));
  const right = nodes.slice(left.length);
  return index < left.length ? [...path(index, left), root(right)] : [...path(index - left.length, right), root(left)];
};

function logEntryV2(body) {
  const { digest, signature } = JSON.parse(body).hashedRekordRequestV002;
  const entry = Buffer.from(
    canonicalize({
      apiVersion: '0.0.2',
      kind: 'hashedrekord',
      spec: { hashedRekordV002: { data: { algorithm: 'SHA2_256', digest }, signature } },
    }),
  );
  const index = leaves.push(sha256(Buffer.of(0), entry)) - 1;
  const note = `log2.example\n${leaves.length}\n${b64(root(leaves))}\n`;
  const signed = Buffer.concat([v2Id.subarray(0, 4), sign(null, Buffer.from(note), v2Keys.privateKey)]);
  const response = JSON.stringify({
    logIndex: String(index),
    logId: { keyId: b64(v2Id) },
    kindVersion: { kind: 'hashedrekord', version: '0.0.2' },
    integratedTime: '0',
    inclusionProof: {
      logIndex: String(index),
      rootHash: b64(root(leaves)),
      treeSize: String(leaves.length),
      hashes: path(index, leaves).map(b64),
      checkpoint: { envelope: `${note}\n\u2014 log2.example ${b64(signed)}\n` },
    },
    canonicalizedBody: b64(entry),
    someLaterField: {},
  });
  return { statusCode: 201, response, contentType: 'application/json' };
}

async function timestamp(body) {
  const request = pkijs.TimeStampReq.fromBER(body);
  if (request.version !== 1 || !request.certReq || request.messageImprint.hashAlgorithm.algorithmId !== SHA256) {
    throw refuse('this is not asked for here');
  }
  const response = await tsa.timestamp({
    artifactHash: Buffer.from(request.messageImprint.hashedMessage.valueBlock.valueHexView),
    hashAlgorithmOID: SHA256,
    nonce: new asn1js.Integer({ valueHex: request.nonce.valueBlock.valueHexView }),
    policyOID: '1.3.6.1.4.1.57264.2',
    certReq: true,
  });
  return { statusCode: 201, response, contentType: 'application/timestamp-reply' };
}

const authority = (uri, chain) => ({
  subject: { organization: 'o', commonName: 'c' },
  uri,
  certChain: { certificates: chain.map((c) => ({ rawBytes: b64(c) })) },
  validFor: ALWAYS,
});
const log = (baseUrl, keys, keyDetails, id) => ({
  baseUrl,
  hashAlgorithm: 'SHA2_256',
  publicKey: { rawBytes: b64(spki(keys)), keyDetails, validFor: ALWAYS },
  logId: { keyId: b64(id) },
});
const trusted = {
  mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
  tlogs: [
    log('https://rekor.example', rekorKeys, 'PKIX_ECDSA_P256_SHA_256', sha256(spki(rekorKeys))),
    log('https://log2.example', v2Keys, 'PKIX_ED25519', v2Id),
  ],
  certificateAuthorities: [authority('https://ca.example', [ca.rootCertificate])],
  ctlogs: [log('https://ct.example', ctKeys, 'PKIX_ECDSA_P256_SHA_256', sha256(spki(ctKeys)))],
  timestampAuthorities: [authority('https://tsa.example', [tsa.intCertificate, tsa.rootCertificate])],
};

function peer(body) {
  const { bundle, file } = JSON.parse(body);
  const stamps = bundle.verificationMaterial.timestampVerificationData.rfc3161Timestamps.length;
  const said = {};
  for (const [version, peers] of Object.entries({ 3: verify3, 4: verify4 })) {
    try {
      const verifier = new peers.Verifier(peers.toTrustMaterial(TrustedRoot.fromJSON(trusted)), {
        ctlogThreshold: 1,
        tlogThreshold: 1,
        timestampThreshold: Math.max(1, stamps),
      });
      verifier.verify(peers.toSignedEntity(bundleFromJSON(bundle), file === undefined ? undefined : bytes(file)));
      said[version] = 'verified';
    } catch (error) {
      said[version] = String(error.message);
    }
  }
  return { statusCode: 200, response: JSON.stringify(said), contentType: 'application/json' };
}

const routes = {
  'POST /api/v2/signingCert': signingCert,
  'POST /api/v1/log/entries': logEntry,
  'POST /api/v2/log/entries': logEntryV2,
  'POST /api/v1/timestamp': timestamp,
  'POST /peer': peer,
};
const server = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  try {
    const name = request.url.split('/').pop();
    const route = routes[`${request.method} ${request.url}`];
    const answer = route
      ? await route(Buffer.concat(parts))
      : { statusCode: entries.has(name) ? 200 : 404, response: entries.get(name) ?? '', contentType: 'application/json' };
    response.writeHead(answer.statusCode, {
      'Content-Type': answer.contentType ?? 'text/plain',
      ...(answer.location && { Location: answer.location }),
    });
    response.end(answer.response);
  } catch (error) {
    // Fulcio and Rekor say what is wrong so.
    response.writeHead(error.refused ? 400 : 500, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ code: 3, message: String(error.message) }));
  }
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const address = `http://127.0.0.1:${server.address().port}`;
const service = (url, majorApiVersion) => [{ url, majorApiVersion, validFor: ALWAYS, operator: 'example.com' }];
const config = (version) => ({
  mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
  caUrls: service(address, 1),
  oidcUrls: [],
  rekorTlogUrls: service(address, version),
  rekorTlogConfig: { selector: 'ANY' },
  tsaUrls: service(`${address}/api/v1/timestamp`, 1),
  tsaConfig: { selector: 'ANY' },
});
console.log(JSON.stringify({ address, root: trusted, config: { v1: config(1), v2: config(2) } }));
process.stdin.resume().on('end', () => process.exit());
