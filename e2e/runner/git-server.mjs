import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
import { scopesOf } from './permissions.mjs';

const run = promisify(execFile);

/**
 * Serves the repositories by git's own HTTP backend, as GitHub does: everyone reads, and pushing needs a token of this
 * run whose job may write contents. So a workflow that pushes without credentials fails here too.
 */
export class GitServer {
  #tokens = new Set();
  #server;

  static async start(repositories) {
    const git = new GitServer();
    git.#server = createServer((request, response) => git.#serve(repositories, request, response));
    await new Promise((resolve) => git.#server.listen(0, '127.0.0.1', resolve));
    git.url = `http://127.0.0.1:${git.#server.address().port}`;
    return git;
  }

  /** Tokens of jobs; they are worth nothing once their job has ended. */
  trust(token) {
    this.#tokens.add(token);
    return () => this.#tokens.delete(token);
  }

  stop() {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  }

  /** Runs git beside this server, which could not answer if it waited for it. */
  async fetch(folder, args) {
    const env = {
      PATH: process.env.PATH,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_SYSTEM: '/dev/null',
      GIT_TERMINAL_PROMPT: '0',
    };
    await run('git', args, { cwd: folder, env });
  }

  #serve(repositories, request, response) {
    const url = new URL(request.url, this.url);
    const [, name, path] =
      /^\/([\w.-]+\/[\w.-]+?)(?:\.git)?(\/(?:info\/refs|git-(?:upload|receive)-pack))$/.exec(url.pathname) ?? [];
    const folder = Object.hasOwn(repositories, name ?? '') ? repositories[name] : undefined;
    if (!folder) return void response.writeHead(404).end();
    const pushes = path.endsWith('receive-pack') || url.searchParams.get('service') === 'git-receive-pack';
    if (pushes && !this.#mayWrite(request.headers.authorization)) {
      const known = request.headers.authorization !== undefined;
      return void response.writeHead(known ? 403 : 401, { 'WWW-Authenticate': 'Basic realm="GitHub"' }).end();
    }
    this.#backend(folder, path, url, request, response, pushes);
  }

  #mayWrite(authorization = '') {
    const [, kind, value] = /^(basic|bearer|token) (\S+)$/i.exec(authorization) ?? [];
    const token =
      kind?.toLowerCase() === 'basic'
        ? Buffer.from(value, 'base64')
            .toString()
            .replace(/^[^:]*:/, '')
        : value;
    return this.#tokens.has(token) && scopesOf(token).contents === 'write';
  }

  #backend(folder, path, url, request, response, pushes) {
    const options = { 'safe.directory': '*', 'http.receivepack': 'true', 'uploadpack.allowAnySHA1InWant': 'true' };
    const env = {
      PATH: process.env.PATH,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_COUNT: String(Object.keys(options).length),
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_TRANSLATED: folder + path,
      REQUEST_METHOD: request.method,
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: request.headers['git-protocol'] ?? '',
    };
    if (pushes) env.REMOTE_USER = 'x-access-token';
    Object.entries(options).forEach(([key, value], i) =>
      Object.assign(env, { [`GIT_CONFIG_KEY_${i}`]: key, [`GIT_CONFIG_VALUE_${i}`]: value }),
    );
    const backend = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'ignore'] });
    backend.stdin.on('error', () => {}); // It read what it wanted.
    request.pipe(backend.stdin);
    answer(backend.stdout, response);
  }
}

/** A CGI program's answer: headers, an empty line, and the body. */
async function answer(stream, response) {
  let head = Buffer.alloc(0);
  let started = false;
  for await (const chunk of stream) {
    if (started) {
      response.write(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) continue;
    const headers = head
      .subarray(0, end)
      .toString()
      .split('\r\n')
      .map((each) => each.split(/: (.*)/s));
    const status = headers.find(([name]) => name === 'Status');
    response.writeHead(
      Number.parseInt(status?.[1] ?? '200', 10),
      Object.fromEntries(headers.filter(([name]) => name !== 'Status')),
    );
    response.write(head.subarray(end + 4));
    started = true;
  }
  if (!started) response.writeHead(500);
  response.end();
}
