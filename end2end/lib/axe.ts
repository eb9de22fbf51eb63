// Accessibility: axe-core finds nothing, in light and in dark.
//
// Its source is evaluated through the debugger rather than put into the page, so the page keeps
// its content-security policy (and the test sees the page a visitor sees). With JavaScript
// switched off nothing asynchronous would run, so for axe alone it is switched on: the page's
// own scripts were skipped while loading and stay so.
import { expect, test, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { RunOnly } from 'axe-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ALL: RunOnly = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
/** What is another in another colour scheme. */
const OF_COLOUR: RunOnly = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

/** Fails with each violation's rule, reason and elements. `owed`: rules that the page breaks for now, an open row of docs/acceptance. */
export async function expectAccessible(page: Page, owed: string[] = []): Promise<void> {
  for (const [colorScheme, rules] of [['light', ALL], ['dark', OF_COLOUR]] as const) {
    // Without motion, and with what was in motion at its end: a colour that is still turning is neither scheme's.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const found = await withScripts(page, () => violations(page, rules));
    expect(found.filter(line => !owed.some(rule => line.startsWith(`${rule}:`))), `axe, ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

async function withScripts<T>(page: Page, run: () => Promise<T>): Promise<T> {
  if (test.info().project.use.javaScriptEnabled !== false) return run();
  const debug = await page.context().newCDPSession(page);
  // Chromium ignores a session that asks for what that session thinks is so already.
  await debug.send('Emulation.setScriptExecutionDisabled', { value: true });
  await debug.send('Emulation.setScriptExecutionDisabled', { value: false });
  try {
    return await run();
  } finally {
    await debug.send('Emulation.setScriptExecutionDisabled', { value: true });
    await debug.detach();
  }
}

async function violations(page: Page, rules: RunOnly): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(SOURCE);
  return page.evaluate(async runOnly => {
    for (const turning of document.getAnimations()) if (turning instanceof CSSTransition) turning.finish();
    const { axe: loaded } = window as unknown as { axe: typeof axe };
    const { violations } = await loaded.run({ runOnly });
    return violations.map(violation => {
      const where = violation.nodes.map(node => node.target.join(' ')).join(', ');
      const why = violation.nodes[0]?.failureSummary ?? '';
      return `${violation.id}: ${violation.help} (${where}) ${why}`;
    });
  }, rules);
}
