// tuf-js reads a repository that we wrote: node tuf.mjs REPOSITORY FIRST_ROOT WORK TARGET...
// Prints each target's content, or null where no role vouches for it; and what was asked for.
import { copyFileSync, createReadStream, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Updater } from 'tuf-js';

const [repository, firstRoot, work, ...targets] = process.argv.slice(2);
const asked = [];
const server = createServer((request, response) => {
  const path = decodeURIComponent(request.url.slice(1));
  asked.push(path);
  const file = join(repository, path);
  if (existsSync(file)) {
    createReadStream(file).pipe(response);
  } else {
    response.writeHead(404).end();
  }
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
const base = `http://127.0.0.1:${server.address().port}`;
try {
  mkdirSync(join(work, 'metadata'), { recursive: true });
  mkdirSync(join(work, 'targets'), { recursive: true });
  copyFileSync(firstRoot, join(work, 'metadata', 'root.json'));
  const updater = new Updater({
    metadataDir: join(work, 'metadata'),
    metadataBaseUrl: `${base}/metadata`,
    targetDir: join(work, 'targets'),
    targetBaseUrl: `${base}/targets`,
  });
  await updater.refresh();
  const found = {};
  for (const target of targets) {
    const info = await updater.getTargetInfo(target);
    found[target] = info ? readFileSync(await updater.downloadTarget(info), 'utf8') : null;
  }
  console.log(JSON.stringify({ found, asked }));
} finally {
  server.close();
  server.closeAllConnections();
}
