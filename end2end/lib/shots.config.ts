// `cargo xtask shots`: not a test run, but Playwright already knows how to start everything.
import { defineConfig } from '@playwright/test';
import { chromium } from './chromium.ts';

export default defineConfig({
  testDir: '.',
  testMatch: 'shots.ts',
  outputDir: '../test-results',
  workers: 1,
  timeout: 120_000,
  reporter: 'list',
  use: {
    browserName: 'chromium',
    launchOptions: chromium,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
  },
});
