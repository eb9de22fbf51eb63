// What specs import instead of '@playwright/test':
//   import { expect, test } from '../../lib/test.ts';
//
//   test('opens the day', async ({ signedIn, world }) => {
//     await signedIn.goto(world.at('/today'));
//   });
import { test as base, type Page } from '@playwright/test';
import { startServer, type Server } from './server.ts';
import { createWorld, type World } from './world.ts';

export { expect } from '@playwright/test';

interface OfTest {
  /** A page whose visitor is signed in as the owner. */
  signedIn: Page;
  /** True in the project `js`: for the few steps that differ. */
  hydrated: boolean;
  serverLog: void;
}

interface OfWorker {
  /** A spec that needs a world nobody else has written in gives this a name: it gets a worker, and so a server, of its own. */
  own: string;
  /** One for each worker, with a fresh data folder and no account. */
  server: Server;
  /** The same server with its owner and workspace; made when the first test asks. */
  world: World;
}

export const test = base.extend<OfTest, OfWorker>({
  own: ['', { option: true, scope: 'worker' }],
  server: [
    async ({}, use) => {
      const server = await startServer();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  world: [async ({ server }, use) => use(await createWorld(server)), { scope: 'worker' }],

  baseURL: async ({ server }, use) => use(server.baseURL),

  signedIn: async ({ page, world }, use) => {
    await page.context().addCookies(world.cookies);
    await use(page);
  },

  hydrated: async ({ javaScriptEnabled }, use) => use(javaScriptEnabled !== false),

  // A failed test keeps what the server said.
  serverLog: [
    async ({ server }, use, info) => {
      const before = server.log().length;
      await use();
      if (info.status !== info.expectedStatus) {
        await info.attach('server.log', { body: server.log().slice(before), contentType: 'text/plain' });
      }
    },
    { auto: true },
  ],
});
