// Every spec runs twice: with JavaScript and without. What needs JavaScript by nature (live
// changes, keyboard shortcuts, drag) is called *.hydrate.spec.ts and runs once.
import { defineConfig } from '@playwright/test';
import { shell } from './lib/chromium.ts';

export default defineConfig({
  testDir: './tests',
  outputDir: './test-results',
  // A test that passes only the second time has found something, and is listed as flaky; it does not hold up what passed.
  retries: process.env.CI ? 1 : 0,
  // Each worker starts a server of its own, and CI has two cores.
  workers: Number(process.env.DAYMARK_WORKERS ?? 2),
  fullyParallel: false,
  forbidOnly: true,
  timeout: 30_000,
  expect: { timeout: 5_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    launchOptions: shell,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    viewport: { width: 1280, height: 800 },
    // The worker of the app on a home screen would stand between a spec and the server; the one about it lets it in.
    serviceWorkers: 'block',
    screenshot: 'only-on-failure',
    // Recording takes time, which two cores have little of: what failed is run again, and recorded then.
    trace: process.env.CI ? 'on-first-retry' : 'retain-on-failure',
  },
  projects: [
    { name: 'js' },
    { name: 'no-js', testIgnore: '**/*.hydrate.spec.ts', use: { javaScriptEnabled: false } },
  ],
});
