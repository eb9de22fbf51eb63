// How the system's Chromium is started; shared by the tests and the screenshots.
import type { LaunchOptions } from '@playwright/test';

export const chromium: LaunchOptions = {
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

/** Without windows and what belongs to them, where there is one: the same pages for less work. */
export const shell: LaunchOptions = { ...chromium, executablePath: process.env.CHROMIUM_SHELL || chromium.executablePath };
