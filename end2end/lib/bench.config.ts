// `cargo xtask bench browser`: figures, not tests; Playwright already knows how to start Chromium.
import { defineConfig } from '@playwright/test';
import { chromium } from './chromium.ts';

export default defineConfig({
  testDir: '.',
  testMatch: 'bench.ts',
  outputDir: '../test-results',
  workers: 1,
  timeout: 300_000,
  reporter: 'list',
  use: {
    browserName: 'chromium',
    launchOptions: chromium,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    viewport: { width: 1440, height: 900 },
    baseURL: process.env.DAYMARK_AT,
  },
});
