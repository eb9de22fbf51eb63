// What an operator types: the built program's own commands, on a server's data folder.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Server } from './server.ts';

/** What `daymark <args> --data <folder>` prints. */
export async function daymark(server: Server, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.env.DAYMARK_BIN!, [...args, '--data', server.data]);
  return stdout;
}
