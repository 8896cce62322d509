// Reads modules from standard input, each behind its length in four bytes, and prints 1 or 0 for each: what V8 says.
import { readFileSync } from 'node:fs';
const all = readFileSync(0);
let verdicts = '';
for (let at = 0; at < all.length; ) {
  const length = all.readUInt32BE(at);
  verdicts += WebAssembly.validate(all.subarray(at + 4, at + 4 + length)) ? '1' : '0';
  at += 4 + length;
}
process.stdout.write(verdicts);
