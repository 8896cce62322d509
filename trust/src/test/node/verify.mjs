// Verifies each bundle of a folder with Sigstore's own JavaScript verifier and prints a line of JSON for each.
// Usage: node verify.mjs FOLDER   (FOLDER holds key.pem and *.json)
import { readdirSync, readFileSync } from 'node:fs';
import { createPublicKey } from 'node:crypto';
import { join } from 'node:path';
import { bundleFromJSON } from '@sigstore/bundle';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';

const folder = process.argv[2];
const publicKey = createPublicKey(readFileSync(join(folder, 'key.pem')));
const hint = readFileSync(join(folder, 'hint'), 'utf8');

// No certificate authority, log or timestamp authority: the key alone is trusted, under its hint.
const root = { mediaType: '', certificateAuthorities: [], ctlogs: [], timestampAuthorities: [], tlogs: [] };
const key = (wanted) => {
  if (wanted !== hint) throw new Error(`unknown key ${wanted}`);
  return { publicKey, validFor: () => true };
};
const verifier = new Verifier(toTrustMaterial(root, key), {
  ctlogThreshold: 0,
  tlogThreshold: 0,
  timestampThreshold: 0,
});

for (const name of readdirSync(folder).filter((n) => n.endsWith('.json')).sort()) {
  const line = { name };
  try {
    const bundle = bundleFromJSON(JSON.parse(readFileSync(join(folder, name), 'utf8')));
    verifier.verify(toSignedEntity(bundle));
    line.verified = true;
    line.predicateType = JSON.parse(bundle.content.dsseEnvelope.payload.toString('utf8')).predicateType;
  } catch (error) {
    line.verified = false;
    line.reason = String(error.message);
  }
  console.log(JSON.stringify(line));
}
