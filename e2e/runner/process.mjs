import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { StepFailure } from './refusal.mjs';

const LONGEST_LINE = 64 << 10;
const GRACE = 2_000;

/**
 * Runs a program in a process group of its own with exactly this environment, and gives each line it prints.
 *
 * @param signal ends the program: asked first, killed when it stays
 * @return the exit status; of a program that a signal ended, 128 and the signal, as shells have it
 */
export async function execute(program, args, { cwd, env, line, signal }) {
  signal?.throwIfAborted();
  const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((resolve, reject) => {
    child.once('error', (e) => reject(new StepFailure(`${program} cannot be started in ${cwd}: ${e.code}`)));
    child.once('exit', (code, name) => resolve(code ?? 128 + ({ SIGKILL: 9, SIGTERM: 15, SIGINT: 2 }[name] ?? 0)));
  });
  const closed = Promise.all([child.stdout, child.stderr].map((stream) => lines(stream, line)));
  let killer;
  const stop = () => {
    end(-child.pid, 'SIGTERM');
    killer = setTimeout(() => end(-child.pid, 'SIGKILL'), GRACE);
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const code = await ended;
    // A process that the step left behind may hold the pipes open for as long as it likes.
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, GRACE).unref())]);
    return code;
  } finally {
    signal?.removeEventListener('abort', stop);
    clearTimeout(killer);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

async function lines(stream, line) {
  let rest = '';
  stream.setEncoding('utf8');
  try {
    for await (const chunk of stream) {
      const parts = (rest + chunk).split(/\r?\n/);
      rest = parts.pop();
      parts.forEach(line);
      if (rest.length > LONGEST_LINE) [rest] = ['', line(rest)];
    }
  } catch {
    // The stream was given up, see above.
  }
  if (rest) line(rest);
}

function end(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (e) {
    if (e.code !== 'ESRCH') throw e;
  }
}

/** Kills what a job's steps left running, known by the variable in its environment that only this job has. */
export function killLeftOver(variable, value) {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    let environment;
    try {
      environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
    } catch {
      continue; // It has ended, or is somebody else's.
    }
    if (environment.split('\0').includes(`${variable}=${value}`)) end(Number(pid), 'SIGKILL');
  }
}
