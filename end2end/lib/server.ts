// A real Daymark for tests: the built binary on a free port, with a data folder of its own.
//
// Contract with the binary: it is started as
//   daymark serve --data <folder> --site <folder> --addr 127.0.0.1:<port>
// and prints on stdout, each on a line of its own,
//   Daymark is at http://localhost:<port>
//   Create the owner: http://localhost:<port>/start#<code>     (only while there is no owner)
// It stops on SIGTERM.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ADDRESS = /^Daymark is at (http:\/\/localhost:\d+)\/?\s*$/m;
const OWNER = /^Create the owner: (http:\/\/localhost:\d+\/start#(\S+))\s*$/m;
const START_MS = 30_000;
const STOP_MS = 10_000;

export interface Server {
  /** Without a slash at the end. */
  baseURL: string;
  /** The one-time link that makes the first account, and the code in it. */
  ownerLink: string;
  ownerCode: string;
  data: string;
  pid: number;
  /** Everything it has printed so far, both streams. */
  log(): string;
  stop(): Promise<void>;
}

export interface Options {
  /** An existing data folder is kept afterwards; without one, a fresh one is made and removed. */
  data?: string;
  /** More arguments and variables for the binary. */
  args?: string[];
  env?: Record<string, string>;
}

export async function startServer(options: Options = {}): Promise<Server> {
  const binary = needed('DAYMARK_BIN');
  const site = needed('DAYMARK_SITE');
  const port = await freePort();
  const data = options.data ?? (await mkdtemp(join(tmpdir(), 'daymark-e2e-')));
  const args = ['serve', '--data', data, '--site', site, '--addr', `127.0.0.1:${port}`];
  const child = spawn(binary, [...args, ...(options.args ?? [])], {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  let ended: string | undefined;
  child.stdout.on('data', (part: Buffer) => (log += part.toString()));
  child.stderr.on('data', (part: Buffer) => (log += part.toString()));
  const end = new Promise<void>(resolve => {
    child.on('error', error => {
      ended = `could not be started: ${error.message}`;
      resolve();
    });
    child.on('close', (code, signal) => {
      ended ??= `ended with ${signal ?? code}`;
      resolve();
    });
  });

  async function stop(): Promise<void> {
    if (!ended) {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await end;
      clearTimeout(late);
    }
    if (!options.data) await rm(data, { recursive: true, force: true });
  }

  const fresh = !options.data;
  const until = Date.now() + START_MS;
  for (;;) {
    const address = ADDRESS.exec(log);
    const owner = OWNER.exec(log);
    if (address && (owner || !fresh)) {
      return {
        baseURL: address[1]!,
        ownerLink: owner?.[1] ?? '',
        ownerCode: owner?.[2] ?? '',
        data,
        pid: child.pid!,
        log: () => log,
        stop,
      };
    }
    if (ended || Date.now() > until) {
      const why = ended ?? `did not print its address${fresh ? ' and the owner link' : ''} in 30 s`;
      await stop();
      throw new Error(`daymark ${why}. It said:\n${log}`);
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

function needed(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; run the tests with \`cargo xtask ci --only browser\``);
  return value;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('No port is free')),
      );
    });
  });
}
