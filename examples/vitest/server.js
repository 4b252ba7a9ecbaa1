import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

// Starts webim-server on a free port with an empty database. WEBIM_SERVER names
// the program; by default it is looked up in PATH.
export default async function setup({ provide }) {
  const program = process.env.WEBIM_SERVER || 'webim-server';
  const folder = mkdtempSync(join(tmpdir(), 'webim-'));
  const data = join(folder, 'im.db');
  const server = spawn(program, ['serve', '-private', '-addr', '127.0.0.1:0', '-data', data], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [url] = await new Promise((resolve, reject) => {
    server.on('error', reject);
    createInterface(server.stdout).once('line', (line) => resolve([line]));
  });
  const run = (...args) => execFileSync(program, [...args, '-data', data]).toString().trim();
  run('user', 'add', 'bob');
  provide('server', url);
  provide('userSig', run('sig', '-user', 'alice'));
  return () => {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  };
}
